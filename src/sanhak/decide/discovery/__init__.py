"""Discovery: which of many candidates that were never made is to be made next, by a belief that is cheap to renew."""
