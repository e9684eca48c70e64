"""Advisories: dated advice and warnings of bodies, told apart from incidents and never counted as such.

An adapter says of a record that it is one, by a `Notice` in its draft. The record then goes the way of every other, through accounting
and revisions, so that one which its body turns from an attack into an advisory, or back, is a revision.
"""
