"""What a release of Prefect differs in from the reference."""
