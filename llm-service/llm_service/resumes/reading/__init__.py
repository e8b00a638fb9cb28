"""From the bytes of a document to its text, in a child that may die."""
