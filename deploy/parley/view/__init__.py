"""How an interview looks from outside: live in a terminal, as plain lines, or as JSON."""
