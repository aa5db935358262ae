"""``python -m gouji.eval.same BASE`` (``make same BASE=<commit>``): proves that a refactor changed nothing.

Takes a commit; reads the same documents with its code and with the code of this tree, prints where the records
differ.  Documents: the bundled texts, the corpus of ``../shared`` where present, and made ones.  Records are compared
whole but for :data:`UNCOMPARED`; a document that was refused is compared by the line that says why.  Exit code 0:
identical; 1: different; 2: could not be compared (unknown commit, a tree that does not run).

Both trees run through their own command line, each as a process without ``site`` (``python -S``): it cannot see
the editable install of this tree, so that nothing but its own code is there to import.  What the base read is kept,
document by document, under ``.same/``; delete the folder to read anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from gouji.eval.robustness.generate import generate, plan
from gouji.eval.same_diff import Difference, differences, summary

ROOT = Path(__file__).resolve().parents[1]
GROUPS = ("bundled", "corpus", "made")
CORPORA = ("cities", "pdf", "seeds")
ENDINGS = (".pdf", ".txt", ".md")
SEED = 11
MADE = 300
CAP = 20
"""Differences printed for one document, unless all are asked for."""
UNCOMPARED = ("seconds", "version")
"""Fields of ``run`` that say when and by what a record was made, not what was read."""
OPTIONS = ("--json", "--llm", "off", "--timeout", "3600")
"""Records to stdout and no files; no model; no limit of time that a busy machine could break."""
SHAPING = ("pymupdf", "pydantic", "rapidfuzz")
"""Libraries whose version may show in a record: another one, and the base is read anew."""
TOLERATED = (0, 1, 2)
"""Exit codes of ``extract``: done, findings, something was not read."""

Result = dict[str, Any]
"""What became of a document: ``{"record": …}`` or ``{"refused": line}``."""

_RUN_TREE = """
import sys
from importlib import import_module
from pathlib import Path
root, module, function, packages, *arguments = sys.argv[1:]
for name in (module, *packages.split()):
    file = import_module(name).__file__
    if file is None or not Path(file).resolve().is_relative_to(root):
        sys.exit(f"{name} comes from {file}, not from {root}")
sys.argv = ["gouji", *arguments]
getattr(import_module(module), function)()
"""


class _Failed(click.ClickException):
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Tree:
    """A checkout and how its command line is started; ``paths`` go before everything else that can be imported."""

    name: str
    root: Path
    paths: tuple[Path, ...]
    module: str
    function: str
    packages: tuple[str, ...]


def read_tree(name: str, root: Path, scratch: Path) -> Tree:
    """The tree at ``root``, by its own pyproject; packages that it maps to other folders are linked in ``scratch``.

    The mapping stands in pyproject.toml or in setup.py.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    entry = project["project"]["scripts"]["gouji"]
    module, _, function = entry.partition(":")
    paths = [root]
    if not _is_module(root, module):
        mapping = project.get("tool", {}).get("setuptools", {}).get("package-dir") or _mapping_of_setup(root)
        links = scratch / f"{name}-packages"
        _link_packages(root, {package: folder for package, folder in mapping.items() if package}, links)
        paths = [links, root / mapping.get("", "."), root]
        if not any(_is_module(path, module) for path in paths):
            raise click.UsageError(f"{name}: no module {module} in the tree (pyproject names {entry})")
    packages = {file.parent.name for file in paths[0].glob("*/__init__.py")}
    return Tree(name, root, tuple(paths), module, function, tuple(sorted(packages - {"tests"})))


def _mapping_of_setup(root: Path) -> dict[str, str]:
    """``package_dir`` as the setup.py of a tree gives it, from a run that ends before anything is built."""
    if not (root / "setup.py").is_file():
        return {}
    code = (
        "import json, setuptools; from distutils.core import run_setup;"
        "print(json.dumps(run_setup('setup.py', stop_after='init').package_dir or {}))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise _Failed(f"{root / 'setup.py'}: {done.stderr.strip().splitlines()[-1]}")
    mapping: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return mapping


def _is_module(path: Path, module: str) -> bool:
    file = path.joinpath(*module.split("."))
    return file.with_suffix(".py").is_file() or (file / "__init__.py").is_file()


def _link_packages(root: Path, mapping: Mapping[str, str], links: Path) -> None:
    """Folders of ``root`` under the names that they are installed as; one with a package inside it, file by file."""
    for package, folder in sorted(mapping.items()):
        target = links.joinpath(*package.split("."))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not any(other.startswith(f"{package}.") for other in mapping):
            target.symlink_to(root / folder)
            continue
        target.mkdir()
        for entry in (root / folder).iterdir():
            if entry.name != "__pycache__":
                target.joinpath(entry.name).symlink_to(entry)


def collect_inputs(folder: Path, groups: Sequence[str], made: int, jobs: int) -> dict[str, Path]:
    """The documents, each once, in ``folder`` under names of their own; name without extension → file."""
    sources: list[tuple[str, Path]] = []
    if "bundled" in groups:
        found = sorted((ROOT / "eval" / "gold").glob("*/source.txt"))
        sources += [(f"bundled-{path.parent.name}.txt", path) for path in found]
    for corpus in CORPORA if "corpus" in groups else ():
        place = ROOT.parent / "shared" / "corpus" / corpus
        found = sorted(path for path in place.rglob("*") if path.suffix.lower() in ENDINGS)
        if not found:
            click.echo(f"same: ../shared/corpus/{corpus} is not there: left out", err=True)
        sources += [(f"{corpus}-{'-'.join(path.relative_to(place).parts)}", path) for path in found]
    if "made" in groups:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            kinds = plan(made)
            names = pool.map(partial(_make, folder), range(made), kinds, chunksize=10)
            for number, _ in enumerate(names, 1):
                _progress("making documents", number, made)
    seen: set[str] = set()
    for name, path in sources:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in seen:
            (folder / name).symlink_to(path)
        seen.add(digest)
    inputs = {path.stem: path for path in sorted(folder.iterdir())}
    if len(inputs) != len(list(folder.iterdir())):
        raise click.UsageError("two documents have the same name")
    return inputs


def _make(folder: Path, index: int, mistake: str | None) -> None:
    document = generate(SEED, index, mistake=mistake)
    (folder / f"made-{index:04d}{Path(document.filename).suffix}").write_bytes(document.data)


def read_with(
    tree: Tree, inputs: Mapping[str, Path], jobs: int, scratch: Path, keep: Callable[[str, Result], None]
) -> None:
    """Read the inputs with the code of ``tree``; ``keep`` is given each document's name and result.

    Raises ``click.ClickException`` when the tree does not run, or says nothing about a document.
    """
    folder = Path(tempfile.mkdtemp(prefix="documents-", dir=scratch))
    for path in inputs.values():
        (folder / path.name).symlink_to(path.resolve())
    libraries = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    environment["PYTHONPATH"] = os.pathsep.join([*map(str, tree.paths), *dict.fromkeys(libraries)])
    environment |= {"PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"}
    arguments = [str(tree.root), tree.module, tree.function, " ".join(tree.packages)]
    command = [sys.executable, "-S", "-c", _RUN_TREE, *arguments]
    command += ["extract", str(folder), *OPTIONS, "--jobs", str(jobs)]
    missing = set(inputs)
    with tempfile.TemporaryFile("w+", encoding="utf-8", dir=scratch) as talk:
        with subprocess.Popen(
            command, cwd=tree.root, env=environment, stdout=subprocess.PIPE, stderr=talk, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    record = json.loads(line.replace(f"{folder}/", ""))
                    missing.discard(record["doc_id"])
                    keep(record["doc_id"], {"record": record})
                    _progress(f"reading with {tree.name}", len(inputs) - len(missing), len(inputs))
            finally:
                process.terminate()
        talk.seek(0)
        said = talk.read()
    refused = dict(re.findall(rf"^gouji: {re.escape(str(folder))}/(.+?)\.\w+: (.+)$", said, re.MULTILINE))
    silent = missing - set(refused)
    if process.returncode not in TOLERATED or silent:
        tail = "\n".join(said.splitlines()[-15:])
        raise _Failed(f"{tree.name} ended with {process.returncode}, {len(silent)} documents unread\n{tail}")
    for name in missing:
        keep(name, {"refused": refused[name]})


@dataclass(frozen=True, slots=True)
class Cache:
    """Results of one commit on disk, a file for each document, named by what it depends on."""

    folder: Path
    commit: str

    def path(self, document: Path) -> Path:
        parts = [document.name, *OPTIONS, sys.version, *(metadata.version(name) for name in SHAPING)]
        key = hashlib.sha256("\0".join(parts).encode() + b"\0" + document.read_bytes()).hexdigest()
        return self.folder / self.commit / f"{key[:32]}.json.gz"

    def get(self, document: Path) -> Result:
        result: Result = json.loads(gzip.decompress(self.path(document).read_bytes()))
        return result

    def put(self, document: Path, result: Result) -> None:
        path = self.path(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_bytes(gzip.compress(json.dumps(result, ensure_ascii=False).encode(), 3))
        part.replace(path)


def read_base(commit: str, inputs: Mapping[str, Path], jobs: int, scratch: Path, cache: Cache) -> None:
    """Fill ``cache``: documents of ``inputs`` that it lacks are read now in a worktree of their own."""
    unknown = {name: path for name, path in inputs.items() if not cache.path(path).is_file()}
    if not unknown:
        return
    with _worktree(commit, scratch / "base") as root:
        tree = read_tree(f"base {commit[:8]}", root, scratch)
        read_with(tree, unknown, jobs, scratch, lambda name, result: cache.put(inputs[name], result))


@contextmanager
def _worktree(commit: str, root: Path) -> Iterator[Path]:
    try:
        _git("worktree", "add", "--quiet", "--detach", str(root), commit)
        yield root
    finally:
        subprocess.run(
            ["git", "worktree", "remove", "--force", str(root)], cwd=ROOT, capture_output=True, check=False
        )


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.UsageError(f"git {' '.join(arguments)}: {done.stderr.strip() or 'failed'}")
    return done.stdout.strip()


def compared(old: Result, new: Result) -> list[Difference]:
    """Where two results of one document differ."""
    return differences(_timeless(old), _timeless(new))


def _timeless(result: Result) -> Any:
    """The record, or the refusal, without what two runs never share."""
    if "record" not in result:
        return result
    record = result["record"]
    return {**record, "run": {k: v for k, v in record["run"].items() if k not in UNCOMPARED}}


def _progress(step: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{step}: {done}/{of}", nl=done == of, err=True)
    elif done == of or done % 50 == 0:
        click.echo(f"{step}: {done}/{of}", err=True)


def _stop(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _groups(_ctx: click.Context, _param: click.Parameter, only: str) -> list[str]:
    groups = [group for group in only.replace(",", " ").split() if group] or list(GROUPS)
    if unknown := sorted(set(groups) - set(GROUPS)):
        raise click.BadParameter(f"{', '.join(unknown)}: one of {', '.join(GROUPS)}")
    return groups


@click.command()
@click.argument("base")
@click.option("--only", "groups", default="", callback=_groups, help=f"some of {', '.join(GROUPS)}")
@click.option("--made", default=MADE, show_default=True, type=click.IntRange(min=1), help="made documents")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(min=1), help="processes")
@click.option("--all", "show_all", is_flag=True, help=f"every difference, not {CAP} for a document")
@click.option(
    "--cache",
    default=ROOT / ".same",
    type=click.Path(file_okay=False, path_type=Path),
    help="where results of bases are kept (default: .same)",
)
def main(base: str, groups: list[str], made: int, jobs: int, show_all: bool, cache: Path) -> None:
    """Compare the records of this tree with those of the commit BASE."""
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _stop)
    with tempfile.TemporaryDirectory(prefix="gouji-same-") as temporary:
        scratch = Path(temporary).resolve()
        (scratch / "inputs").mkdir()
        inputs = collect_inputs(scratch / "inputs", groups, made, jobs)
        if not inputs:
            raise click.UsageError("no documents to compare")
        base_results = Cache(cache, commit)
        read_base(commit, inputs, jobs, scratch, base_results)
        found: dict[str, list[Difference]] = {}

        def compare(name: str, result: Result) -> None:
            if unlike := compared(base_results.get(inputs[name]), result):
                found[name] = unlike

        read_with(read_tree("this tree", ROOT, scratch), inputs, jobs, scratch, compare)
    for line in report(found, len(inputs), None if show_all else CAP):
        click.echo(line)
    sys.exit(1 if found else 0)


def report(found: Mapping[str, Sequence[Difference]], documents: int, cap: int | None) -> Iterator[str]:
    """Lines: each document that differs, at most ``cap`` differences of it; then how often which kind; then the count."""
    for name, unlike in sorted(found.items()):
        yield f"{name}: {len(unlike)} differences"
        yield from (f"  {difference.line()}" for difference in unlike[:cap])
        if cap is not None and len(unlike) > cap:
            yield f"  … {len(unlike) - cap} more (ALL=1)"
    if found:
        yield "\nby kind:"
        yield from (f"  {line}" for line in summary(found.values()))
    identical = documents - len(found)
    yield f"{documents} documents compared, {identical} identical, {len(found)} different"


if __name__ == "__main__":
    main()
