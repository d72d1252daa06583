"""Planning problems solved to a proven gap: plain Python on numpy and HiGHS, no database, no other room.

`selection`: which candidates become sites. `assignment`: which people go where. `covering`: maximal covering under its
standard name. `verify`: checks any plan from whoever made it, with no code of the solvers. What they share stands here:
faults of the input, progress and stopping, rules that clash. Every answer is codes and values; words belong to the
caller.
"""
