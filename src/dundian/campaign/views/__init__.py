"""Pages of campaigns, sites, task sets and indicators."""
