"""What people type on the pages of this room; by noun in the modules beside."""
