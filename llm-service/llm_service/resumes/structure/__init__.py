"""What a resume says, as facts that point at the text they stand in; by rules alone."""
