"""The coverage of one document as lines of a screen.

Takes a record, gives :func:`coverage_line` (one line for everybody) and :func:`coverage_lines` (all of it, for
``--explain``).
"""

from __future__ import annotations

from gouji.output.labels import RIVAL_NAMES, Lang, covered_name
from gouji.schemas.record import Coverage, KindCoverage, OpenPlace, Record


def coverage_line(record: Record, lang: Lang = "zh") -> str | None:
    """``勾稽覆盖：金额 915 个，已核对 871（95.2%），其余 44；无法核对 3 处（单位不明 3）``; ``None`` without a count."""
    covered = record.coverage
    if covered is None:
        return None
    rest, share = covered.figures - covered.judged, percent(covered)
    open_ = sum(item.count for item in covered.not_checkable)
    rivals = [f"{RIVAL_NAMES[i.rival][lang == 'en']} {i.count}" for i in covered.not_checkable]
    if lang == "en":
        text = f"Coverage: {covered.figures} amounts, {covered.judged} compared ({share}), {rest} not"
        return text + (f"; {open_} places not checkable ({', '.join(rivals)})" if open_ else "")
    text = f"勾稽覆盖：金额 {covered.figures} 个，已核对 {covered.judged}（{share}），其余 {rest}"
    return text + (f"；无法核对 {open_} 处（{'、'.join(rivals)}）" if open_ else "")


def percent(covered: Coverage) -> str:
    """The share of amounts that were compared; nothing to compare is said so."""
    return "—" if covered.share is None else f"{covered.share:.1%}"


def coverage_lines(record: Record, lang: Lang = "zh") -> list[str]:
    """The coverage in full: a line for each kind of table, then what was not checkable with its places."""
    covered = record.coverage
    if covered is None:
        return []
    english = lang == "en"
    lines = [_kind_line(row, lang) for row in covered.by_kind if row.figures or row.relations]
    for item in covered.not_checkable:
        lines.append(f"{RIVAL_NAMES[item.rival][english]} {item.count}")
        lines.extend(f"  {_place(place, lang)}" for place in item.places)
        if item.more:
            lines.append(f"  {item.more} more" if english else f"  另有 {item.more} 处")
    return lines


def _kind_line(row: KindCoverage, lang: Lang) -> str:
    english, said = lang == "en", []
    if row.figures:
        trivial = (
            f", {row.only_trivial} in sums of one part only"
            if english
            else f"，仅在单项合计中 {row.only_trivial}"
        )
        some = (
            f"{row.judged} of {row.figures} amounts compared"
            if english
            else f"金额 {row.figures}，已核对 {row.judged}"
        )
        learned = f", {row.learned} by figures alone" if english else f"（仅凭数字 {row.learned}）"
        said.append(some + (learned if row.learned else "") + (trivial if row.only_trivial else ""))
    if row.relations:
        words = ("hold", "broken", "undecided") if english else ("成立", "不成立", "未定")
        counts = zip(words, (row.confirmed, row.broken, row.undecided), strict=True)
        if english:
            said.append("relations: " + ", ".join(f"{count} {word}" for word, count in counts))
        else:
            said.append("关系" + "、".join(f"{word} {count}" for word, count in counts))
    name = covered_name(row.kind, lang)
    return f"{name}: {'; '.join(said)}" if english else f"{name}：{'；'.join(said)}"


def _place(place: OpenPlace, lang: Lang) -> str:
    page = "" if place.page is None else f"（第{place.page}页）" if lang == "zh" else f" (page {place.page})"
    times = "" if place.count == 1 else f" ×{place.count}"
    return f"{place.rule} {place.reason}{page}{times}"
