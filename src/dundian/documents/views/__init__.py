"""Pages of documents, by what is done on them."""
