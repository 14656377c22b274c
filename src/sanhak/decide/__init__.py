"""What to do about it: spaces of settings, optimisers on models, and the rules about decisions."""
