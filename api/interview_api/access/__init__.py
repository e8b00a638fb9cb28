"""Who may do what: the owner's token, the candidate's cookie, tickets for sockets, origins."""
