"""What the templates of measures may say of a figure."""

from improve.measures.figures import as_typed, in_words
from improve.measures.routes import bp

bp.app_template_filter("figure")(in_words)
bp.app_template_filter("typed")(as_typed)
