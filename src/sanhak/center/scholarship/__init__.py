"""Scholarships after the selection: the signed agreement, its payments, the reports, and the service that is owed.

Money is calculated from signed versions and from what happened, without rows (:mod:`agreement`, :mod:`schedule`,
:mod:`clawback`); what was paid is kept as rows, and never calculated again.
"""
