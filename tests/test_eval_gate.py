"""Floors: pass at the measured value, fail above it, only ever rise."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.errors import ConfigError
from gouji.eval.commands.gate import command
from gouji.eval.gate import THRESHOLDS, Thresholds, as_toml, fallen, raised, read_thresholds, skipped
from gouji.eval.runs import score_run, write_run
from gouji.pipeline import extract
from tests.corpus import SEEDS
from tests.scoring import bundled, perfect

OWN = frozenset({"a"})
VALUES = Thresholds({"cells": 0.98765}, {"a": {"cells": 0.98765, "rows": 1.0}})


def test_floors_at_or_below_the_measured_value_hold() -> None:
    assert fallen(Thresholds({"cells": 0.98765}, {"a": {"rows": 1.0}}), VALUES, OWN) == []


def test_what_fell_is_named() -> None:
    floors = Thresholds({"cells": 0.9877}, {"a": {"rows": 1.0, "figures": 0.5}})
    lines = [item.line() for item in fallen(floors, VALUES, OWN)]
    assert lines == ["总体: cells 0.987650 < 0.9877", "a: figures 未测得 < 0.5000"]


def test_a_document_that_is_not_here_is_skipped_unless_it_is_bundled() -> None:
    floors = Thresholds({}, {"b": {"cells": 0.5}, "a": {}})
    assert fallen(floors, VALUES, OWN) == []
    assert skipped(floors, VALUES, OWN) == ["b"]
    assert len(fallen(floors, VALUES, frozenset({"a", "b"}))) == 1


def test_floors_only_rise() -> None:
    floors = Thresholds({"cells": 0.99}, {"a": {"cells": 0.5}, "b": {"cells": 0.7}})
    new = raised(floors, VALUES)
    assert new.headline == {"cells": 0.99}
    assert new.documents == {"a": {"cells": 0.9876, "rows": 1.0}, "b": {"cells": 0.7}}
    assert fallen(raised(Thresholds(), VALUES), VALUES, OWN) == []


def test_the_file_reads_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(as_toml(VALUES), encoding="utf-8")
    assert read_thresholds(path) == Thresholds({"cells": 0.9877}, {"a": {"cells": 0.9877, "rows": 1.0}})
    path.write_text("[headline]\ncells = 7\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        read_thresholds(path)


def test_the_command_passes_fails_and_raises(tmp_path: Path) -> None:
    doc = bundled("baotou-center-2022-final")
    record = perfect(doc.gold)
    record.tables[1].rows[0][3] = "错"
    write_run(score_run([doc], {doc.doc_id: record}, [], {}), tmp_path)
    file = tmp_path / "floors.toml"
    file.write_text("[headline]\n", encoding="utf-8")
    run = [str(tmp_path), "--thresholds", str(file)]
    assert CliRunner().invoke(command, [*run, "--raise"]).exit_code == 0
    floors = read_thresholds(file)
    assert 0.99 < floors.headline["cells"] < 1.0
    assert CliRunner().invoke(command, run).exit_code == 0
    higher = floors.headline | {"cells": 1.0}
    file.write_text(as_toml(Thresholds(higher, floors.documents)), encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    result = CliRunner().invoke(command, [*run, "--raise"])
    assert result.exit_code == 1
    assert "低于底线 总体: cells" in result.output
    assert file.read_text(encoding="utf-8") == before


def test_the_gate_holds_on_the_bundled_labels_and_falls_above_what_is_measured(tmp_path: Path) -> None:
    """What ``make test`` runs: every bundled document extracted, scored and held against its floors."""
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0, result.output
    floors = read_thresholds(THRESHOLDS)
    assert set(floors.documents) >= set(SEEDS)
    assert floors.headline["cells"] >= 0.98
    docs = [bundled("haidong-2025-budget")]
    records = {doc.doc_id: extract(doc.source, doc_id=doc.doc_id) for doc in docs if doc.source}
    records["haidong-2025-budget"].tables[2].rows[0][2] = "1.23"
    write_run(score_run(docs, records, [], {}), tmp_path)
    fell = CliRunner().invoke(command, [str(tmp_path)])
    assert fell.exit_code == 1
    assert "低于底线 haidong-2025-budget: cells" in fell.output
