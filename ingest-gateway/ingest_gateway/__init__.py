"""Audio, video and commands from a browser into Kafka, acknowledged."""
