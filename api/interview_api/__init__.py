"""REST for recruiters and candidates, WebSocket relay of captions and questions, the candidate page."""
