"""Logs: one JSON object a line on standard error, of the program and of its server alike; no request is logged."""

import logging
import sys
from typing import Any

import structlog


def set_up(level: int = logging.INFO) -> None:
    """For this process."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*steps, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(as_json(steps))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)


def as_json(steps: list[Any]) -> logging.Formatter:
    """Lines of libraries in the same form."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )
