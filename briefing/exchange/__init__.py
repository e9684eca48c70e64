"""Cyber incidents in the formats in which security teams exchange them, STIX 2.1 and MISP: what may be released, without who reported it.

Written as plain JSON, incident by incident, as the other exports are. The libraries `stix2` and `pymisp` check in the tests what is
written; here they would hold whole files as objects, and bring six packages to every installation.
"""
