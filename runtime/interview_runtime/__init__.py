"""What every Parley service needs: bus, Kafka, Faust shell, clock, dead letters, metrics, logging, settings."""
