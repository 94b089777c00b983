"""Live terminal monitor for chains of AWS Glue jobs."""

__version__ = "0.1.0"
