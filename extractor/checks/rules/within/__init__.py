"""Within one table: columns against their total, children against parents, items against totals."""
