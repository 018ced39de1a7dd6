"""Goals: what the organisation, its teams and the people in them want to reach together."""
