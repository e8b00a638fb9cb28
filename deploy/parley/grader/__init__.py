"""`parley grader`: which model may publish grades."""
