"""The pages of field tests and commissions."""
