"""Why: one place decides what comes next in an interview, from the log alone."""
