"""Whether the camera of an interview may be looked at."""
