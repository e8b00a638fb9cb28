"""`parley latency`: where the time between an answer and the next question went."""
