"""``gouji schema``: the JSON Schema of the record and of the other models, to stdout."""

from __future__ import annotations

import json
from importlib import import_module

import click
from pydantic import BaseModel

from gouji.cli.streams import put_data

MODELS: dict[str, tuple[str, str]] = {
    "record": ("gouji.schemas.record", "Record"),
    "gold": ("gouji.schemas.gold", "Gold"),
    "adjudication": ("gouji.schemas.gold", "Adjudication"),
}
"""name → (module, class)."""


@click.command()
@click.argument("name", type=click.Choice(list(MODELS)), default="record")
def command(name: str) -> None:
    """输出 JSON Schema（默认 record）。"""
    put_data(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


def json_schema(name: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a model, with its dialect and name."""
    module, class_name = MODELS[name]
    model = getattr(import_module(module), class_name)
    assert isinstance(model, type) and issubclass(model, BaseModel)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:gouji:schema:{name}",
        **model.model_json_schema(),
    }
