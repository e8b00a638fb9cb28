"""A candidate without a browser: it enters, speaks and listens the way docs/protocol.md says a browser does."""
