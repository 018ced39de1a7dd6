"""The team tree: tiers, memberships, working days, per-team settings."""
