"""Joint projects carried out: gates, stage decisions, load, money, risks, deliverables, terms, and where all stands."""
