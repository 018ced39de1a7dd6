"""Loads the demonstration trust: its story, written in demo/*.yaml, is played through the real verbs."""
