"""Whether a model grades as people do, before it may publish a grade."""
