"""The security assessment of a voyage as a document: the same sections on the page, as DOCX and as PDF."""
