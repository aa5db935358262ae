"""How far a batch is: one line on stderr when that is a terminal, nothing in a pipe.

Takes the number of documents; gives a console for talk and a counter to call for each that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(slots=True)
class Counter:
    """Counts the documents that are done, and tells the line on the screen."""

    show: Callable[[int], None]
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        self.show(self.count)


@contextmanager
def progress(total: int) -> Iterator[tuple[Console, Counter]]:
    """The line is there inside the block; what is printed on the console stays above it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    talk = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_terminal) as line:
        task = line.add_task("读取", total=total)
        yield talk, Counter(lambda count: line.update(task, completed=count))
