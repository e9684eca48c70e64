"""*Report an incident*: plain HTML pages at /report, because a page of Streamlit sends 2 MB and sets a cookie.

They work without JavaScript on a phone and a slow link, set no cookie, load nothing, and store no trace of who sent what.
"""
