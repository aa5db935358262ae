"""What a run's numbers depend on: code, labels, packages, machine, options, models and prompts.

Takes labels and records, gives :class:`gouji.eval.model.Provenance`.  A run whose commit cannot be told
(no git) says so by ``None``.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gouji import __version__
from gouji.eval.gold_folders import GoldDoc
from gouji.eval.model import Provenance
from gouji.schemas.record import LlmUsage, Record

SEED = 20260210
"""Seed of every resampling, printed in every report."""
_PACKAGES = ("pymupdf", "pydantic", "scipy", "numpy", "rapidfuzz", "openai", "instructor", "openpyxl")


def provenance(docs: Sequence[GoldDoc], records: Iterable[Record], options: Mapping[str, str]) -> Provenance:
    """Everything that has to be the same for the numbers to be the same."""
    records = list(records)
    gold = {doc.doc_id: doc.sha256 for doc in docs}
    llms = [record.run.llm for record in records if record.run.llm]
    commit, dirty = git_state(Path(__file__).parent)
    return Provenance(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
        gouji=__version__,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        packages=_versions(),
        gold=gold,
        gold_hash=hashlib.sha256("".join(gold[key] for key in sorted(gold)).encode()).hexdigest(),
        schema_hash=_schema_hash(),
        options=_options(records) | dict(options),
        models=_requests(llms),
        prompts={name: digest for llm in llms for name, digest in llm.prompts.items()},
        seed=SEED,
    )


def git_state(folder: Path) -> tuple[str | None, bool | None]:
    """Commit and whether tracked files differ from it; ``(None, None)`` outside a git checkout."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None, None
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return commit, bool(changes)


def _git(folder: Path, *args: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


def _schema_hash() -> str:
    schema = json.dumps(Record.model_json_schema(), sort_keys=True)
    return hashlib.sha256(schema.encode()).hexdigest()


def _requests(llms: Iterable[LlmUsage]) -> dict[str, str]:
    """Model → requests made over all documents."""
    counts: Counter[str] = Counter()
    for llm in llms:
        counts[llm.model] += llm.requests
    return {model: str(count) for model, count in sorted(counts.items())}


def _options(records: Iterable[Record]) -> dict[str, str]:
    """Options of the records; one that differs between documents is shown with all its values."""
    values: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.run.options.items():
            values.setdefault(name, set()).add(value)
    return {name: " | ".join(sorted(found)) for name, found in values.items()}
