"""Events: webinars and workshops for all members or one group, each with one date or several.

times         dates of events that repeat, by the organiser's clock;   links   addresses that organisers enter
reading       which events a reader may open, for pages and summaries; every query here goes through community.readers
organising    what organisers do: make, change, move, cancel, recordings and slides
signing_up    places, the waiting list and reminders;   feedback   what people thought of it
telling       what is told to those signed up, put into the outbox of alerts;   items   what that says, read when it is shown or sent
mailed_files  the event as a file in the mails that tell of it
upkeep        reminders that are due, and places of people who may no longer come
calendars     events as iCalendar;   feeds   calendar feeds and their addresses
personal_data what is stored of a person here
"""
