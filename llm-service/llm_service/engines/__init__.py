"""Language models, each behind the same contract; third-party clients are imported here only."""
