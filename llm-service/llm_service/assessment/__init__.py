"""What can be said of answers: facts now, grades once a model has qualified."""
