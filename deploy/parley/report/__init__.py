"""`parley report`: what a recruiter reads, in a terminal."""
