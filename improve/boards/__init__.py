"""A team's board: it composes ideas, goals, cycles and escalations into lanes of cards."""
