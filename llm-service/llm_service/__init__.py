"""Questions and assessment as independent consumers that share one engine client."""
