"""Answers assessed again, beside the interview's own assessment."""
