"""Reading schemes, rounds, nominations, marks, objections, honours and growth records."""
