"""Glue, CloudWatch, STS and S3 on loopback, to try the AWS path without an account."""
