"""Why: fakes of ports are first-class parts with the same contract suites as the real ones."""
