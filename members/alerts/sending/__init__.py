"""What takes a message out of this server: the operator's mail server, and webhooks."""
