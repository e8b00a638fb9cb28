"""The candidate's page and its assets."""
