"""A question that several trades ask: what is stable, what keeps its limits, and which of all deserves attention?"""
