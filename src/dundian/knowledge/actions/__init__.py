"""Everything that changes what this room keeps; by noun in the modules beside."""
