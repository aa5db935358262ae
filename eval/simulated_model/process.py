"""The simulated model as a process of its own, for evaluation, benchmarks and tests.

Takes the options of ``python -m gouji.eval.simulated_model``, gives its base URL while the block runs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def running(*options: str) -> Iterator[str]:
    """Start the simulated model on a free loopback port; it ends with the block."""
    command = [sys.executable, "-m", "gouji.eval.simulated_model", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
