"""Forms of the campaign pages."""
