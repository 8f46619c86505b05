"""Loss statistics (损失统计)."""
