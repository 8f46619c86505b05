"""Pure calculations: no case, no files, easy to test."""

# Beaufort force → lowest mean wind speed at 10 m in m/s (GB/T 28591, Table 1; to be compared with the standard's text)
_LOWEST_MS = (0.0, 0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7)


def wind_force(speed_ms: float) -> int:
    """The Beaufort force of a mean wind speed in m/s. Raises ``ValueError`` for a negative one."""
    if not speed_ms >= 0:
        raise ValueError(f"{speed_ms} m/s is no wind speed")
    return max(force for force, lowest in enumerate(_LOWEST_MS) if lowest <= speed_ms)
