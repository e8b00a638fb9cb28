"""The servers that the embedded default brings along: Apache Kafka and PostgreSQL."""
