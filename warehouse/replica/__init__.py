"""A server that shows what another publishes: its data folder is a cache of what lies in the bucket, where it follows CURRENT."""
