"""Facts about jobs, runs and bytes as seen, frozen; standard library only."""
