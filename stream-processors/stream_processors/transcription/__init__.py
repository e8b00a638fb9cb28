"""Why: audio becomes spans of text or silence that partition the sample axis."""
