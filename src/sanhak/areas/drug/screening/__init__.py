"""The two stages of a screening: a glance at every molecule of a library, a close look at those that are left."""
