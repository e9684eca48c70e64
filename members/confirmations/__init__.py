"""What member companies say of published incidents: "we saw this too", or "we were there and it was otherwise". One voice a company."""
