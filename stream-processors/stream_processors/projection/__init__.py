"""The permanent log in Postgres, still sealed, for the api and for analysts."""
