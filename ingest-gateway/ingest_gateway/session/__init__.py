"""One candidate's socket: a state machine, and the shell that moves bytes for it."""
