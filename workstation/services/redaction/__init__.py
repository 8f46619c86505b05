"""The redacted copy (脱敏副本): proposals, replacing at the source, proof that nothing is left."""
