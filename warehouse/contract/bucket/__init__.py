"""Snapshots in object storage: how the bucket is reached and what lies in it where. The pipeline writes there, replicas read."""
