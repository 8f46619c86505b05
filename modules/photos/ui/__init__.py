"""The pages of photographs."""
