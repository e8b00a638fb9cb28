"""`parley demo`: a Korean and an English interview on this machine, from recorded speech to the report."""
