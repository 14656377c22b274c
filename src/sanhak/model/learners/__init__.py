"""Learners: naive baselines, linear models, a Gaussian process, trees; and the list of who enters a contest."""

from sanhak.model.learners.candidates import METHODS, Candidate, baseline_last, label_candidates, number_candidates

__all__ = ["METHODS", "Candidate", "baseline_last", "label_candidates", "number_candidates"]
