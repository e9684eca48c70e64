"""Running by itself: when each feed is asked, publishing what has landed, and what a person has to know of it."""
