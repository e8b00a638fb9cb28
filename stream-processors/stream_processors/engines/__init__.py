"""Why: third-party engines are imported here only, so that they can be exchanged."""
