"""Improve: a lean continuous-improvement idea tracker for hospitals."""

__version__ = "0.1.0"
