"""Presence over windows of frames."""
