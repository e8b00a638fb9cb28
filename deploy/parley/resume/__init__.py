"""`parley resume`: what a resume says, and what an interview would ask about it."""
