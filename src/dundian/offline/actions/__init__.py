"""Every write of this room. What a phone did is carried out by the actions of the rooms it is meant for."""
