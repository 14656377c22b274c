"""Calls: an invitation with a form and a rubric, applications to it, blind reviews, and a selection under a budget.

One mechanism serves joint projects, scholarships and courses; what is special to one of them stands in its own room and
begins where a selection ends.
"""
