"""The parley command line and the local launcher."""
