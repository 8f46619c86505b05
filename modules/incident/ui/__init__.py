"""The pages of the incident."""
