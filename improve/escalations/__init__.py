"""Escalations: what a team cannot solve alone rises through the tiers until somebody answers."""
