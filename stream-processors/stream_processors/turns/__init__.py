"""Why: an answer ends where the candidate says so or falls silent, and only when every sample of it was heard."""
