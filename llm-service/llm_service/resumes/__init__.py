"""Resumes: read in a sandbox, told apart by rules, and visible at every step."""
