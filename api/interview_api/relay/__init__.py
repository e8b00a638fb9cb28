"""Captions and questions down to browsers: a snapshot from Postgres, then the log's live tail."""
