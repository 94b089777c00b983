"""The one seam: AWS, demo and replay all answer ``poll()`` with an observation."""
