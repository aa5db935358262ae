"""Settings: layers, errors and the key that never leaves the environment."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gouji.config import OPENAI_URL, load_config
from gouji.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "gouji.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_settings_no_model_is_asked(tmp_path: Path) -> None:
    """No file, no environment, no flag: off."""
    assert load_config(write(tmp_path, ""), {}).effective_mode == "off"


def test_a_named_model_means_auto(tmp_path: Path) -> None:
    """An endpoint that is configured is used where the reading is not proved."""
    assert load_config(write(tmp_path, ""), {"GOUJI_LLM_MODEL": "qwen"}).effective_mode == "auto"


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    """Each layer overrides the one before it, key by key."""
    path = write(tmp_path, '[llm]\nmodel = "a"\nconcurrency = 2\ntimeout = 30\n')
    env = {"GOUJI_LLM_MODEL": "b", "GOUJI_LLM_CONCURRENCY": "3"}
    config = load_config(path, env, {"model": "c", "timeout": None})
    assert (config.model, config.concurrency, config.timeout) == ("c", 3, 30.0)


@pytest.mark.parametrize(
    "text",
    [
        '[llm]\nmodle = "a"\n',
        '[llm]\nmode = "maybe"\nmodel = "a"\n',
        '[llm]\nconcurrency = "many"\n',
        "[llm]\nconcurrency = 0\n",
        '[llm]\nmode = "always"\n',
        '[llm]\napi_key = "sk-secret"\n',
        '[llm]\nbase_url = "file:///etc/passwd"\n',
        '[llm]\nmodel = "a"\nmax_cost = "1"\n',
        '[llm]\nmodel = "a"\nextra = "thinking"\n',
        '[llm]\nmodel = "a"\nextra = "[1]"\n',
        '[llm]\nmodel = "a"\nextra = { messages = [] }\n',
        "[llm\n",
        'llm = "x"\n',
    ],
)
def test_a_wrong_setting_is_an_error_with_the_place(text: str, tmp_path: Path) -> None:
    """A misspelt limit is not a limit; nothing is guessed, and a key in the file is refused unseen."""
    with pytest.raises(ConfigError) as error:
        load_config(write(tmp_path, text), {})
    assert "sk-secret" not in error.value.one_line()


def test_the_key_comes_from_the_variable_that_the_file_names(tmp_path: Path) -> None:
    """The file points, the environment holds; repr shows nothing."""
    path = write(tmp_path, '[llm]\nmodel = "a"\nbase_url = "http://h/v1"\napi_key_env = "DEEPSEEK_API_KEY"\n')
    config = load_config(path, {"DEEPSEEK_API_KEY": "sk-1"})
    assert config.api_key == "sk-1"
    assert "sk-1" not in repr(config)
    assert "sk-1" not in str(config.as_strings())


def test_the_openai_key_goes_to_openai_only(tmp_path: Path) -> None:
    """A configuration file that points elsewhere does not get the key of another service."""
    env = {"OPENAI_API_KEY": "sk-1", "GOUJI_LLM_MODEL": "m"}
    assert load_config(write(tmp_path, ""), env).api_key == "sk-1"
    assert load_config(write(tmp_path, ""), env).base_url == OPENAI_URL
    elsewhere = write(tmp_path, '[llm]\nbase_url = "http://elsewhere/v1"\n')
    assert load_config(elsewhere, env).api_key == ""


def test_money_is_exact(tmp_path: Path) -> None:
    """Prices and limits are decimals."""
    path = write(tmp_path, '[llm]\nmodel = "a"\nprice_in = "0.1"\nprice_out = 0.2\nmax_cost = "0.30"\n')
    config = load_config(path, {})
    assert (config.price_in, config.price_out, config.max_cost) == (
        Decimal("0.1"),
        Decimal("0.2"),
        Decimal("0.30"),
    )


def test_extra_parameters_from_file_and_environment(tmp_path: Path) -> None:
    """A table in the file, JSON in the environment: one text, whatever the order of its keys."""
    path = write(tmp_path, '[llm]\nmodel = "a"\n[llm.extra]\nthinking = { type = "disabled" }\nseed = 1\n')
    wanted = '{"seed": 1, "thinking": {"type": "disabled"}}'
    assert load_config(path, {}).extra == wanted
    env = {"GOUJI_LLM_EXTRA": '{"thinking":{"type":"disabled"},"seed":1}', "GOUJI_LLM_MODEL": "a"}
    config = load_config(write(tmp_path, ""), env)
    assert config.extra == config.as_strings()["llm_extra"] == wanted
