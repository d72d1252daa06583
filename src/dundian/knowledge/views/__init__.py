"""The pages; by noun in the modules beside."""
