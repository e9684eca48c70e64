"""The security assessment of a voyage: threat, vulnerability, consequence, measures and judgement, as BMP Maritime Security (2025) and the
ISPS Code (A/8, B/8) ask for. It states evidence and leaves every judgement of what measures achieve to the company security officer.
"""
