"""Snapshots on their way into object storage, from where other servers show them (`warehouse.contract.bucket` has the layout)."""
