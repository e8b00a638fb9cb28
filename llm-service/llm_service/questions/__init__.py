"""The only writer of questions: takes the written question, or has a model write one that is checked."""
