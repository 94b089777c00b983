"""A causal world of jobs, files and readers behind the same seam as AWS."""
