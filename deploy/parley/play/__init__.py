"""`parley play`: a recording speaks in an interview, in real time."""
