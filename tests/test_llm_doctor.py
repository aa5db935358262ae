"""``gouji doctor`` and ``gouji cache``: what an endpoint honours is tried, not believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.cache import command as cache_command
from gouji.cli.doctor import command
from gouji.errors import GoujiError
from gouji.llm.negotiate import LADDER
from gouji.llm.probe import probe
from tests.llm_support import config, simulated_model
from tests.test_llm_client import refusing, stub

MODEL = "gouji-simulated-model"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_LLM_CACHE", str(tmp_path / "cache.sqlite"))


def doctor(url: str, model: str = MODEL) -> tuple[int, dict[str, tuple[str, str]], str | None]:
    result = CliRunner().invoke(command, ["--json", "--llm-url", url, "--llm-model", model])
    data = json.loads(result.output)
    return (
        result.exit_code,
        {row["name"]: (row["state"], row["detail"]) for row in data["findings"]},
        data["best_output"],
    )


def test_a_server_that_enforces_the_schema(tmp_path: Path) -> None:
    """Endpoint, model and the three modes are fine; json_schema is the best of them."""
    with simulated_model(tmp_path) as model:
        code, found, best = doctor(model.url)
    assert (code, best) == (0, "json_schema")
    assert {name: state for name, (state, _) in found.items()} == dict.fromkeys(found, "ok")


def test_a_server_that_ignores_the_schema_is_found_out(tmp_path: Path) -> None:
    """It accepts response_format and answers as it likes: usable, but the mode that is enforced is the better."""
    with simulated_model(tmp_path, "--honours", "tools") as model:
        _, found, best = doctor(model.url)
    assert best == "tools"
    assert found["json_schema"] == ("ok", "回答符合结构；形式要修补（模式没有强制执行）")
    assert found["tools"] == ("ok", "回答符合结构")


def test_a_refused_parameter_is_no_missing_mode(tmp_path: Path) -> None:
    """OpenAI's reasoning models: asked again without max_tokens and temperature, found to enforce."""
    with stub(refusing("max_tokens", "temperature")) as server:
        found = probe(config(server.url, tmp_path, model="stub"))
    states = {result.name: result.state for result in found.results}
    assert {states[name] for name in LADDER} == {"ok"}


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    """The models that are there are named."""
    with simulated_model(tmp_path) as model:
        code, found, _ = doctor(model.url, "gpt-none")
    assert code == 1
    assert MODEL in found["model"][1]


def test_an_endpoint_that_is_down() -> None:
    """One line, exit code 1, no traceback."""
    code, found, best = doctor("http://127.0.0.1:9/v1")
    assert (code, best, found["endpoint"][0]) == (1, None, "no")


def test_without_a_model_there_is_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off is a way to work."""
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0
    assert "没有配置模型" in result.output


def test_cache_shows_and_clears(tmp_path: Path) -> None:
    """Nothing yet, then so many replies, then none."""
    from gouji.llm.session import open_session
    from tests.test_llm_read import Scripted, one_request

    assert "还没有缓存" in CliRunner().invoke(cache_command, []).output
    llm = config("http://127.0.0.1:9/v1", tmp_path)
    with open_session(llm, Scripted()) as session:
        one_request(session.client(), tmp_path)  # type: ignore[arg-type]
    assert "2 条" in CliRunner().invoke(cache_command, []).output
    assert "清空 2 条" in CliRunner().invoke(cache_command, ["--clear"]).output


def test_a_cache_that_cannot_be_opened_is_said_after_the_findings(tmp_path: Path) -> None:
    """What was found out is not lost for want of a place to remember it."""
    with simulated_model(tmp_path) as model:
        arguments = ["--llm-url", model.url, "--llm-model", MODEL]
        result = CliRunner().invoke(command, arguments, env={"GOUJI_LLM_CACHE": str(tmp_path)})
    assert isinstance(result.exception, GoujiError)
    assert "json_schema" in result.output
