"""Who may open an audio socket, and which client holds an interview."""
