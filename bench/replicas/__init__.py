"""Many servers: when readers of replicas see what was published, what goes up for it, and what they see while each part is killed."""
