"""Glue, CloudWatch and S3, read-only: the only home of boto3."""
