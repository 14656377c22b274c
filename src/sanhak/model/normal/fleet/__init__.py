"""Many assets watched at once, each against its own normal course and against its siblings."""
