"""Presence and camera quality from consented frames, never an assessment."""
