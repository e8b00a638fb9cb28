"""`parley replay`: what was stored goes through the same services again, apart from everything live."""
