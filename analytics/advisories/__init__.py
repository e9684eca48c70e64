"""Advisories: which are in force, where, and in what words their validity is told. They are never counted as incidents."""
