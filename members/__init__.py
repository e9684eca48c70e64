"""Everything that people change: reports by members and what becomes of them. One room for each subject.

store/     the database: tables, transactions, migrations
desk/      what analysts do: the queue, verdicts, the log
confirmations/ what companies say of published incidents
people/    who may sign in: accounts, companies, invitations, roles, retention, own data
community/ groups, threads, search, moderation, the directory
events/    webinars and workshops, places, calendars
alerts/    watch rules and what is sent by them
weekly/    the weekly summary by mail
voyages/   plans and ships of a company, sealed, and what was signed of them
reports/   the forms, what is read from them, what in them could identify somebody, receipts, and the deeds on a report

Pages and routes write through one function a deed, which writes and puts what must follow into the outbox, in one transaction. What is
accepted reaches snapshots only as landed files of the source `members`; analytics never read this room.
"""
