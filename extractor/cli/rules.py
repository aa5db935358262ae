"""``gouji rules``: list the catalogue, or explain some of its rules.

Takes rule ids or prefixes, gives text or JSON on stdout.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from gouji.cli.streams import put_data
from gouji.output.labels import word

if TYPE_CHECKING:
    from gouji.checks.model import Rule
    from gouji.output.labels import Lang


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(ids: tuple[str, ...], as_json: bool, lang: Lang) -> None:
    """列出勾稽规则；给出编号或前缀时逐条说明。"""
    from gouji.checks.rules import CATALOGUE
    from gouji.checks.selection import rule_ids

    wanted = rule_ids(ids)
    rules = [rule for rule in CATALOGUE if not wanted or rule.id.startswith(wanted)]
    if as_json:
        put_data(json.dumps([describe(rule) for rule in rules], ensure_ascii=False, indent=1))
    elif wanted:
        click.echo("\n\n".join(explained(rule, lang) for rule in rules))
    else:
        for rule in rules:
            click.echo(f"{rule.id}  {rule.severity:8}  {rule.title.pick(lang)}")


def describe(rule: Rule) -> dict[str, object]:
    """A rule as plain data."""
    return {
        "id": rule.id,
        "family": rule.name,
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "explain": {"zh": rule.explain.zh, "en": rule.explain.en} if rule.explain else None,
        "type": rule.type,
        "severity": rule.severity,
        "docs": list(rule.docs),
        "since": rule.since,
        "basis": rule.basis,
    }


def explained(rule: Rule, lang: Lang) -> str:
    """A rule in words: what must hold, on what ground, for which documents, how its evaluator reads it."""
    import inspect

    evaluator = inspect.getdoc(getattr(rule.evaluate, "func", rule.evaluate)) or ""
    names = (
        ("依据", "适用", "级别", "判定") if lang == "zh" else ("Basis", "Documents", "Severity", "Evaluation")
    )
    documents = "、".join(word(doc, lang) for doc in rule.docs)
    lines = [
        f"{rule.id}  {rule.title.pick(lang)}",
        *([f"  {rule.explain.pick(lang)}"] if rule.explain else []),
        f"  {names[0]}：{rule.basis}",
        f"  {names[1]}：{documents}（{rule.since}—）",
        f"  {names[2]}：{rule.severity} · {rule.type}",
        f"  {names[3]}：{rule.name} — {evaluator.partition(chr(10))[0]}",
    ]
    return "\n".join(lines)
