"""What happened: one append-only table behind the timeline, live screens, notifications and audit."""
