"""What both sides know of the formats in which cyber incidents are exchanged: STIX 2.1 and MISP events."""
