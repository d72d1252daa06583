"""Reading what was learned; by noun in the modules beside."""
