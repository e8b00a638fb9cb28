"""Transcription, turns and flow as Faust agents; projection into Postgres."""
