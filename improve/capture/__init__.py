"""Capturing ideas without a sign-in: the ward tablet, its outbox, anonymous authors, a name by PIN."""
