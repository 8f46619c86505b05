"""The time line (时间线): every source's times on one axis, and what they allow together."""
