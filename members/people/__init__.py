"""People with accounts: how they come to have one, what they may do, and every deed on them.

role_policy      which role and clearance the operator's settings, roles file and the directory give
sign_in          what happens at sign-in, who somebody in a session is, and the end of sessions
acting           the frame of every deed: who does it is checked in the transaction that writes and logs
administration   accounts, and what administrators change of them
api_keys         keys with which a person's programs ask the API
companies, groups, invitations, retention, own_data
"""
