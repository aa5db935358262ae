"""``python -m gouji.eval.simulated_model --port 8399 --gold eval/gold``: run the simulated model.

Prints one line with its address on stdout once it listens (``--port 0`` picks a free port), so
that a test can start it as a process of its own and read where it is.
"""

from __future__ import annotations

from pathlib import Path

import click

from gouji.eval.simulated_model.book import load_book
from gouji.eval.simulated_model.faults import FAULTS, Schedule
from gouji.eval.simulated_model.ledger import Ledger
from gouji.eval.simulated_model.server import Simulation, serve

GOLD = Path(__file__).resolve().parents[1] / "gold"


@click.command()
@click.option("--port", default=8399, show_default=True, help="Loopback port, 0 for a free one.")
@click.option(
    "--gold", "gold", multiple=True, type=click.Path(path_type=Path), help="Label files or directories."
)
@click.option("--error-rate", default=0.0, show_default=True, help="Share of items that go wrong.")
@click.option("--seed", default=0, show_default=True)
@click.option("--fault", type=click.Choice(FAULTS), help="How requests fail.")
@click.option("--fault-every", default=10, show_default=True, help="Which requests fail.")
@click.option("--latency", default=0.0, show_default=True, help="Seconds before each reply.")
@click.option("--slow-seconds", default=5.0, show_default=True, help="Seconds of the slow fault.")
@click.option("--honours", default="json_schema,tools,json_object", show_default=True)
@click.option("--ignore-keys", is_flag=True, help="Charge a repeated Idempotency-Key again.")
@click.option("--obey", is_flag=True, help="Follow instructions found in documents (worst case).")
@click.option("--log", type=click.Path(path_type=Path), help="JSON lines: each request and its errors.")
def main(
    port: int,
    gold: tuple[Path, ...],
    error_rate: float,
    seed: int,
    fault: str | None,
    fault_every: int,
    latency: float,
    slow_seconds: float,
    honours: str,
    ignore_keys: bool,
    obey: bool,
    log: Path | None,
) -> None:
    """A simulated model (no language model): answers from gold labels on 127.0.0.1."""
    simulation = Simulation(
        load_book(list(gold) or [GOLD]),
        error_rate=error_rate,
        seed=seed,
        schedule=Schedule(fault, fault_every),
        latency=latency,
        slow=slow_seconds,
        honours=frozenset(honours.split(",")),
        obey=obey,
        log=log,
        ledger=Ledger(honours=not ignore_keys),
    )
    server = serve(simulation, port)
    click.echo(f"simulated model at http://127.0.0.1:{server.server_address[1]}/v1")
    server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
