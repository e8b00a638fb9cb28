"""`parley assess`: an answer assessed again."""
