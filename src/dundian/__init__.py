"""蹲点通: one room per thing the users name, in the order of a programme's life."""
