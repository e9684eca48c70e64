"""What members say to each other: groups, threads, posts, and moderation.

readers      who takes part, and the one condition that decides which threads a reader may open; every query here goes through it
groups       groups as readers see them;    belonging   coming into one and leaving it
threads      lists, counts and unread marks; posts      one thread with its posts
writing      threads, posts, edits, reactions; search   full text
moderation   what moderators do, and its log; pseudonyms  who wrote without attribution, known to nobody
files        files of groups;  directory   members who want to be found
markup       posts as HTML;   personal_data  what is stored of a person here
"""
