"""The phone's side of the server: an inbox of operations, a difference since the last sync, photos by chunk."""
