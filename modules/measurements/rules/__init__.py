"""Pure calculations of measurements: uncertainty of a reading, traverses, levelling, starting coordinates."""
