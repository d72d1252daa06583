"""What the phone asks for, and the pages about phones and conflicts."""
