"""``python -m gouji.eval.benchmarks.second_run``: what a document costs when every answer is in the cache.

Runs ``gouji extract --llm always`` on the bundled documents against the simulated model (no language model; a
process of its own): once to fill the cache, then again, one process a document as a person would call it, and
all of them in one call.  ``--force`` keeps finished records from being skipped.  Prints calls and seconds.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from gouji.eval.gold_folders import BUNDLED
from gouji.eval.simulated_model.process import running

REPEATS = 3


def extract(paths: list[Path], out: Path, env: dict[str, str]) -> float:
    """Seconds of one ``gouji extract`` over ``paths``, started and ended."""
    command = [sys.executable, "-c", "from gouji.cli import main; main()", "extract", *map(str, paths)]
    started = time.perf_counter()
    subprocess.run(
        [*command, "-o", str(out), "--llm", "always", "--force"], env=env, check=True, capture_output=True
    )
    return time.perf_counter() - started


def requests_of(out: Path) -> int:
    """Requests that the records in ``out`` say they sent."""
    usages = [json.loads(path.read_text(encoding="utf-8"))["run"]["llm"] for path in out.glob("*.json")]
    return sum(usage["requests"] for usage in usages)


@click.command()
def main() -> None:
    sources = sorted(BUNDLED.glob("*/source.txt"))
    with tempfile.TemporaryDirectory() as folder, running() as base_url:
        out = Path(folder) / "out"
        env = os.environ | {
            "GOUJI_LLM_BASE_URL": base_url,
            "GOUJI_LLM_MODEL": "gouji-simulated-model",
            "GOUJI_LLM_API_KEY": "none",
            "GOUJI_LLM_CACHE": str(Path(folder) / "cache.sqlite"),
        }
        first = extract(sources, out, env)
        click.echo(f"first run, {len(sources)} documents: {first:.2f} s, {requests_of(out)} requests")
        for source in sources:
            seconds = [extract([source], out, env) for _ in range(REPEATS)]
            click.echo(
                f"again, {source.parent.name}: median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s"
            )
        again = [extract(sources, out, env) for _ in range(REPEATS)]
        median = statistics.median(again)
        click.echo(
            f"again, all in one call: {median:.2f} s, {median / len(sources):.2f} s a document, "
            f"{requests_of(out)} requests"
        )


if __name__ == "__main__":
    main()
