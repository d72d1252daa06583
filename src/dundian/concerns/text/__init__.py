"""The text engine of concerns: plain Python on numpy, scipy and scikit-learn, without Django, without a network."""
