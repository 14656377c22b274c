"""Evidence: what every answer that rests on a model shows of it, in pictures, tables and words."""
