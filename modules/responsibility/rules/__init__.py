"""Pure calculations of responsibility: tracing back, what stands on what, the course of facts, the rule packs."""
