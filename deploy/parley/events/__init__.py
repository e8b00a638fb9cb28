"""`parley events`: everything the log holds of one interview."""
