"""Assets without failures, watched against their own normal course and against their siblings."""

from sanhak.study.early_warning.early_warning import EarlyWarnings

__all__ = ["EarlyWarnings"]
