"""Alerts: watch rules of people and groups, what is new between two snapshots, and telling it, once, through the outlets that person chose.

news, compare    the kinds of news, and what is new between two snapshots as one clearance sees them
rules            watch rules, made and changed by their owners and by groups' moderators
matching         all rules against a list of news
readers          who may still be told, with which clearance
schedule         when something is due: at once, in digests, outside quiet hours
outbox           news by rules, written as deliveries in one transaction with how far snapshots have been looked through
composing        deliveries that are due, put together into messages
sending_pass     messages sent, each until it has arrived or is given up
deliver          one pass over all of this
outlets, inbox   how a person wants to be told; what a person has been told

What an alert says is read from the snapshot in force, as its reader may see it, at the moment at which it is shown or sent.
"""
