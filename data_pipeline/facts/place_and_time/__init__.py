"""When and where an event took place, from fields and text."""
