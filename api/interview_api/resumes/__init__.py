"""A resume's way in, and what became of it."""
