"""What a model may answer: strict response models, one per task.

Every model is in the *strict subset* that OpenAI, vLLM, llama.cpp and llguidance enforce while
decoding: every field required, no other field, ``anyOf`` with ``null`` for what may be absent,
short enums, no defaults, no patterns.  Figures are strings (a JSON number loses digits and
trailing zeros), and each item says where it stands: line numbers of the request and a verbatim
quote.  Nothing here is trusted: :mod:`gouji.grounding.statements` checks every item against the source.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

JsonSchema = dict[str, Any]

_DROPPED = frozenset({"title", "default"})
"""Keywords that say nothing to a decoder and that the strict subset refuses or ignores."""


class StrictModel(BaseModel):
    """A model whose JSON schema is the strict subset, also when ``instructor`` asks for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def model_json_schema(
        cls,
        by_alias: bool | None = True,
        ref_template: str = "#/$defs/{model}",
        schema_generator: type[GenerateJsonSchema] = GenerateJsonSchema,
        mode: JsonSchemaMode = "validation",
        **kwargs: Any,
    ) -> JsonSchema:
        """Always the same schema, whatever is asked: there is one wire form, made once per model."""
        schema: JsonSchema = json.loads(_wire_schema(cls))
        return schema


@cache
def _wire_schema(model: type[StrictModel]) -> str:
    """The strict schema as JSON text; generating it takes milliseconds, and every request needs it."""
    plain = super(StrictModel, model).model_json_schema()
    return json.dumps({"title": model.__name__, **strict_schema(plain)}, ensure_ascii=False)


class Quoted(StrictModel):
    """The place of an item: lines of the request (``L3`` → 3) and the words as printed."""

    first_line: int = Field(description="原文所在的首行行号（L 后面的数字）")
    last_line: int = Field(description="原文所在的末行行号")
    quote: str = Field(description="逐字照抄的原文，一字不改，含本项的全部数字")


class StatementItem(Quoted):
    subject: str = Field(description="预算事项名称，照原文，取能辨认的最短形式")
    measure: Literal["amount", "count", "ratio", "score"] = Field(
        description="amount 金额；count 数量；ratio 单独的百分比；score 得分"
    )
    value: str | None = Field(description="数字，照原文的位数，不带千分位和单位；决算与预算同句时填决算数")
    unit: str | None = Field(description="单位，照原文：万元、元、%、个、辆……")
    year: int | None = Field(description="该数字所属年度")
    base: str | None = Field(description="比较的基准，照原文：上年、年初预算、2023年度……")
    direction: Literal["increase", "decrease", "flat"] | None = Field(description="原文的说法：增、减、持平")
    change: str | None = Field(description="增减的金额或数量")
    change_pct: str | None = Field(description="增减的百分比，不带 %")
    share_pct: str | None = Field(description="占……的百分比，不带 %")
    completion_pct: str | None = Field(description="完成预算的百分比，不带 %")
    budget_value: str | None = Field(description="同句既有预算又有决算时的预算数")
    reason: str | None = Field(description="原文给出的原因，去掉“主要原因是”")


class TargetItem(Quoted):
    subject: str = Field(description="承诺的事项")
    operator: Literal[">=", "<=", ">", "<", "=", "by"] = Field(description="by 表示只有期限、没有数字")
    value: str | None
    unit: str | None
    deadline: str | None = Field(description="期限，ISO 日期")


class ProjectItem(Quoted):
    """``quote`` is the heading or the first words of the project."""

    name: str | None
    overview: str | None = Field(description="项目概述，逐字")
    basis: str | None = Field(description="立项依据，逐字")
    entity: str | None = Field(description="实施主体")
    plan: str | None = Field(description="实施方案，逐字")
    period_start: str | None = Field(description="实施周期的起日，ISO 日期")
    period_end: str | None = Field(description="实施周期的止日，ISO 日期")
    amount: str | None = Field(description="年度预算")
    unit: str | None
    score: str | None = Field(description="自评得分")
    budget_amount: str | None = Field(description="全年预算数")
    executed_amount: str | None = Field(description="执行数")
    execution_rate: str | None = Field(description="完成预算的百分比，不带 %")
    completion: str | None = Field(description="完成情况，逐字")
    problems: str | None = Field(description="存在的问题，逐字")
    improvements: str | None = Field(description="改进措施，逐字")


class GlossaryEntry(Quoted):
    term: str
    definition: str = Field(description="解释，逐字")


class OutlineItem(Quoted):
    """A duty (主要职责) or an internal unit (内设机构), verbatim without its number."""

    kind: Literal["duty", "unit"]
    text: str


class StatementsAnswer(StrictModel):
    task: ClassVar[str] = "statements"
    items: list[StatementItem]


class TargetsAnswer(StrictModel):
    task: ClassVar[str] = "targets"
    items: list[TargetItem]


class ProjectsAnswer(StrictModel):
    task: ClassVar[str] = "projects"
    items: list[ProjectItem]


class GlossaryAnswer(StrictModel):
    task: ClassVar[str] = "glossary"
    items: list[GlossaryEntry]


class OutlineAnswer(StrictModel):
    task: ClassVar[str] = "outline"
    items: list[OutlineItem]


class GridRow(StrictModel):
    """One row of an irregular table: the line it was read from and one entry per column."""

    line: int
    cells: list[str | None] = Field(description="每列一格，空格子为 null；数字去掉千分位和空格")


class GridAnswer(StrictModel):
    task: ClassVar[str] = "grid"
    columns: list[list[str]] = Field(description="每列的表头路径，由外到内")
    items: list[GridRow]


ANSWERS: dict[str, type[StrictModel]] = {
    model.task: model
    for model in (
        StatementsAnswer,
        TargetsAnswer,
        ProjectsAnswer,
        GlossaryAnswer,
        OutlineAnswer,
        GridAnswer,
    )
}
"""task → response model."""


def strict_schema(schema: JsonSchema) -> JsonSchema:
    """The schema with every object closed and every property required, references kept.

    >>> strict_schema({"type": "object", "properties": {"a": {"type": "string", "default": "x"}}})
    {'type': 'object', 'properties': {'a': {'type': 'string'}}, 'required': ['a'], 'additionalProperties': False}
    """
    closed = {key: _strict_value(key, value) for key, value in schema.items() if key not in _DROPPED}
    if closed.get("type") == "object" and "properties" in closed:
        closed["required"] = list(closed["properties"])
        closed["additionalProperties"] = False
    return closed


def _strict_value(key: str, value: Any) -> Any:
    if key in ("properties", "$defs") and isinstance(value, dict):
        return {name: strict_schema(part) for name, part in value.items()}
    if isinstance(value, dict):
        return strict_schema(value)
    if isinstance(value, list):
        return [strict_schema(part) if isinstance(part, dict) else part for part in value]
    return value


@cache
def schema_hash(model: type[StrictModel]) -> str:
    """Twelve hex digits that change when the schema that is sent changes."""
    text = json.dumps(model.model_json_schema(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
