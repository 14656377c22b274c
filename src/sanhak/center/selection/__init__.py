"""Selection: the machine proposes under budget and rules and says how stable that is, the committee decides."""
