"""A second opinion on facts: a model of words that knows no rules. Where it contradicts them, people decide."""
