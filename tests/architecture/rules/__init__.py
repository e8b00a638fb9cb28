"""Why: a house rule is a function over sources, so that its examples can be written down in a test."""
