"""Problems under their standard names, solved and proven: the p-median and the generalised assignment problem."""
