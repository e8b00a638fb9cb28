"""Interviews as recruiters see them: created, listed, read as transcript, report and log."""
