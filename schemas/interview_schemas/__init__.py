"""The contracts of Parley: topics, events, scenarios and rubrics, without I/O."""
