"""Coverage: the one answer to "who watched these waters on these days".

Features ask `watchkeeping.keep_watch` under a policy of `policies`, and the questions in `source_watch`, `region_watch`,
`periods_watched` and `constant_sources`. Everything else here serves these, and is imported by this room alone.
"""
