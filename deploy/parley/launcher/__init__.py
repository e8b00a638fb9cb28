"""Runs the whole of Parley on one machine as child processes."""
