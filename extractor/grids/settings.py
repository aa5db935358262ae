"""Thresholds of the grid readers, one class per kind of evidence; each field with its unit and its reason.

Takes nothing from a document.  :func:`gouji.grids.find.find_regions` takes a :class:`GridSettings` and passes each reader
its own::

    >>> GridSettings(ruled=RuledSettings(touch=1.0)).ruled.touch
    1.0
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gouji.read.settings import PageSettings, cost, count, points, share, times, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledSettings:
    """Thresholds of the reader of tables drawn with ruled lines (:mod:`gouji.grids.ruled`)."""

    touch: float = points(3.0)
    """Lines nearer than this meet."""
    same: float = points(3.0)
    """Borders nearer than this are one column or row border."""
    overhang: float = points(8.0)
    """A line that sticks out further than this beyond the outermost border closes an open side."""
    stacked: float = times(1.5, "touch")
    """Boxes of one width that stand no further apart than this are one table (a header drawn apart from its body)."""
    cover: float = share(0.5, "a cell's side")
    """A border exists along a cell's side when lines cover this share of it; below it the two positions are one merged cell.
    A line that is drawn for this side covers nearly all of it, one drawn for the next side nearly none."""
    idle_rows: float = share(0.1, "the rows")
    """A column that is merged with its left neighbour but for this share of blank cells was made by a border set off in the
    header."""
    shift: float = points(4.0)
    """Column borders of one table agree to this on its pages."""
    moved: float = points(40.0)
    """A page may be set off to the side by up to this (odd and even margins)."""
    leading: float = times(1.55, "the text height")
    """A line below the foot of a box that is set no further down goes on with the text of its last cell."""
    aligned: float = points(2.5)
    """Edges or middles of two lines of one cell agree to this."""
    full_line: float = times(1.3, "the text height")
    """A line that leaves no more white than this at its right end is full: its text goes on below."""
    same_step: float = points(1.0)
    """The distances of three lines of one cell agree to this; lines nearer to each other are one."""
    edge: float = points(2.0)
    """A line of text that reaches into a box by no more than this stands above or below it."""

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnruledSettings:
    """Thresholds of the reader of tables without vertical lines (:mod:`gouji.grids.unruled`)."""

    # entries and cells
    entry_gap: float = times(0.45, "the text height")
    """Words of one line nearer than this are one entry (cells keep a distance)."""
    prose_gap: float = times(0.9, "the text height")
    """The same for telling columns from prose, whose words may be set wide."""
    figure_gap: float = times(0.25, "the text height")
    """A figure keeps less distance from a label that stands left-aligned beside it."""
    level: float = share(0.15, "the text height")
    """Letters of a spaced-out word stand on one height; letters set down two narrow columns need not."""
    spaced_word: float = times(1.2, "the text height")
    """Single characters no further apart than this are one spaced-out word."""
    spaced_label: float = times(3.0, "the text height")
    """The same where the two make the label of a column (金 额)."""
    leading: float = times(1.55, "the text height")
    """Lines of one cell lie no further apart than this."""
    row_leading: float = share(0.85, "the least distance of two rows")
    """Lines of one cell lie closer than this, where no other distance is seen."""
    row_steps: float = share(0.95, "the least distance of two rows")
    """The same where the distances of lines fall into two kinds."""
    steps_from: float = times(0.5, "the text height")
    """Entries nearer to each other than this are of one line, whatever their heights."""
    steps_to: float = times(2.5, "the text height")
    """Lines of one cell are never further apart than this."""
    least_step: float = points(1.0)
    """A line of a cell stands at least so much lower than the one above it."""
    overlap: float = share(0.5, "the narrower of two lines")
    """Two lines of one cell overlap in width by this at least."""
    jump: float = times(1.15, "the smaller distance")
    """Two distances of lines differ in kind (lines of a cell, rows) when one is larger by this factor."""
    aligned: float = points(2.5)
    """Edges or middles of two lines of one cell agree to this."""

    # where a table stands
    table_gap: float = points(60.0)
    """A wider empty strip ends a table."""
    prose_width: float = share(0.62, "the page's width")
    """A single entry wider than this is prose."""
    column_aligned: float = points(3.0)
    """Entries of one column start at one place to this; right edges of figures agree to this."""
    trailing_gap: float = times(2.0, "the font size")
    """A single entry that ends a table stands no further below it than this."""
    near_line: float = points(12.0)
    """A ruled line no further above or below the words of a table than this belongs to it."""
    lead_in: int = count(5, "lines")
    """No more lines of single labels stand above the first columns of a header."""
    form_head: int = count(40, "lines")
    """A form's head has no more lines than this."""
    same_columns: float = share(0.75, "the columns")
    """Unruled columns of two pages are the same when putting them together leaves this share of them apart."""

    # header
    long_line: float = share(0.85, "the table's width")
    """A ruled line at least this long goes all the way across."""
    equal_lines: float = share(0.97, "the longest line")
    """The lines that go all the way across are equally long; one below the name of a group is shorter."""
    core: float = share(0.3, "the figure's height")
    """Above and below the middle of a figure by this, only cells of the same row stand."""
    line_off: float = points(3.0)
    """A line below a group's name may have its middle off the name's by this, however short it is."""
    label_words: float = share(0.6, "a header level's cells")
    """So many cells of a further header level must read like labels."""
    group_centre: float = share(0.12, "the group's width")
    """The name of a group is off the middle of its columns by no more than this."""
    line_below: float = times(1.6, "the name's height")
    """A line below a group's name is no further from it than this."""
    line_centre: float = share(0.06, "the line's length")
    """A line below a group's name has its middle where the name has, to this."""
    group_height: float = times(0.4, "the label's height")
    """A label further above the middle of the header than this has others beneath it: the label of a column reaches
    down to the data and stands in the middle of its cell."""
    certain: float = points(6.0)
    """With labels less than this off their centre (mean) the header's spans count as certain."""

    # which columns a label covers
    no_label: float = cost(60.0, "points off centre")
    """A column without any label; dearer than any plausible misplacement."""
    label_overhang: float = cost(2.0, "per point")
    """A label that sticks out of the columns that it is said to cover."""
    stack: float = cost(3.0, "points off centre")
    """One label right above another in a single column; groups of one column are rare."""
    spread: float = cost(10.0, "points off centre")
    """Each further column under one label that has no labels beneath (项目名称 over group and item)."""
    off_middle: float = cost(1.0, "per point")
    """A label without others above or below that is off the header's middle: a label merged over all levels stands
    there, one on the lowest level has a group above it."""
    contrary: float = cost(40.0, "points off centre")
    """A label over others, or right above one of a single column, that the header's tree says otherwise."""
    stacked: float = times(0.5, "the label's height")
    """Labels belong to different levels when one starts further below the middle of the other."""

    # columns
    frame: float = points(2.0)
    """A ruled line that ends no more than this short of the table's words goes over the whole table."""
    same_row: float = share(0.5, "the text height")
    """Entries whose middles differ by less than this stand in one row."""
    crossed: float = share(0.2, "a range's entries")
    """No more entries are merged cells that cross the border between two labels."""
    hair: float = points(0.8)
    """Narrower white does not part two columns."""
    padding: float = points(3.0)
    """The usual white between an entry and the border of its cell."""
    padding_trust: float = times(2.0, "an entry")
    """How many entries the usual padding counts for."""
    plain_weight: float = times(0.05, "an entry")
    """Weight of the plain guess (the middle of the white), for borders that nothing else settles."""
    outlier: float = points(6.0)
    """A label further off the middle of its column is no label of this column alone."""
    ends_weight: float = times(0.2, "an entry")
    """Weight of the ends of a line below a group's name, which keep a distance from the borders."""
    same_edge: float = points(1.0)
    """Edges (or middles) of the entries of one column agree to this."""
    edges_agree: float = share(0.6, "a column's entries")
    """So many must agree in an edge or in their middles for the column to be set by it."""

    # rows
    row_overlap: float = share(0.5, "the lower of two heights")
    """Cells of one row overlap in height by this."""
    off_row: float = share(0.3, "the text height")
    """A cell further off the middle of every row covers several rows."""
    rows_middle: float = points(2.5)
    """A cell stands in the middle of its rows to this."""
    amounts: float = share(0.8, "a column's cells")
    """In a column of amounts more cells than this are amounts."""
    columns_middle: float = points(2.0)
    """A cell stands in the middle of its columns to this."""
    head_open: float = cost(6.0, "points off centre")
    """A column of a form's head row that is left without a cell."""
    head_overhang: float = cost(2.0, "per point")
    """A field that sticks out of the columns that it is said to cover."""

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSettings:
    """Thresholds of the reader of text with marked cells (:mod:`gouji.grids.marked`, :mod:`gouji.grids.html`)."""

    torn_lines: int = count(4, "lines")
    """A narrow unit or number cell is torn over at most this many lines (``单 / 位： / 万 / 元``)."""
    loose_title: int = count(40, "characters")
    """A longer line that does not say 表 is no title, and none is the bare name of a department."""
    contents_rows: int = count(3, "lines")
    """From so many lines with rising page numbers on a run is a contents page, whatever stands above it."""
    widest_span: int = count(60, "columns")
    """Columns that one cell of HTML may cover; statutory tables have at most some thirty."""

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatSettings:
    """Thresholds and costs of the reader of flat text (:mod:`gouji.grids.flat`)."""

    # where a table stands
    plain_title: int = count(24, "characters")
    """A longer line without the word 表 is no title."""
    torn_unit: int = count(4, "lines and characters")
    """A narrow cell breaks a unit over no more lines, none of them longer."""
    prose_run: int = count(36, "characters")
    """A longer run without spaces, on a line without a figure, is prose."""
    header_lines: int = count(90, "lines")
    """How far below a caption the labels of a form are looked for."""
    heading_distance: int = count(8, "lines")
    """How far above a list without a caption its heading is looked for."""

    # header
    label: float = cost(0.05)
    """Each label: fewer, longer ones are preferred (an unknown character costs 1)."""
    label_split: float = cost(0.15)
    """A label's border inside a token."""
    label_gap: float = cost(0.2)
    """A space of one line inside a label (letter-spaced characters are free)."""
    longest_label: int = count(40, "characters")
    """No label of a format is longer."""

    # figures
    rare_column: float = cost(0.05)
    """A figure in a column that is empty in most disclosures."""
    other_class: float = cost(0.6)
    """A figure in the half of 基本支出 that the economic class speaks against: more than an identity over an empty
    parent, less than a plain one."""
    empty_source: float = cost(0.3)
    """A figure in the column of a source that the document prints without an amount."""

    # lists side by side
    miscount: float = cost(1.0)
    """An enumerator that does not go on counting in its list."""
    other_side: float = cost(1.5)
    """A name that the vocabulary puts on another side."""
    surplus_figure: float = cost(4.0)
    """A figure more than the list has columns for."""
    right_list: float = cost(0.01)
    """Each list further right: where nothing decides, the left one is taken."""
    states: int = count(64, "states")
    """How many ways of counting are kept from row to row."""

    # lists with several word columns
    list_empty_figure: float = cost(0.1)
    """A figure column left empty, which is common."""
    list_empty_number: float = cost(0.6)
    """A column of running numbers left empty."""
    list_empty: float = cost(0.4)
    """Any other column left empty."""
    list_join: float = cost(0.5)
    """A space inside a cell of words."""
    list_misfit: float = cost(3.0)
    """A word in a column of figures, and the like."""

    # forms
    torn_label: int = count(4, "tokens")
    """A narrow cell breaks a label into no more tokens."""
    head_misfit: float = cost(3.0)
    """A percentage under a head that names no rate."""
    form_empty_name: float = cost(3.0)
    """An indicator without a name."""
    form_empty_value: float = cost(0.8)
    """A value column without a cell."""
    form_empty_figure: float = cost(0.5)
    """A weight or score column without a cell."""
    form_empty_remark: float = cost(0.2)
    """A remark column without a cell, which is common."""
    form_empty_text: float = cost(0.5)
    """Any other column without a cell."""
    form_border: float = cost(0.1)
    """A space between digits and letters inside a cell."""
    form_space: float = cost(0.5)
    """Another space inside a cell."""
    form_line: float = cost(0.3)
    """A line break inside a cell."""
    form_unit: float = cost(0.25)
    """A cell that begins with letters right behind the digits of the cell before it."""
    form_misfit: float = cost(3.0)
    """Words where a weight or a score is expected, or a token that no column takes."""
    form_bare: float = cost(0.15)
    """A bare figure where a value with its unit, or words, are expected."""
    form_wordy: float = cost(0.4)
    """Words without a figure in front where a value is expected (不断提高 is one, but most are figures)."""
    form_tokens: int = count(6, "tokens")
    """No cell of an indicator row has more."""

    # indicator tables
    longest_indicator: int = count(120, "characters")
    """Longer text is no name of an indicator."""

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSettings:
    """The settings of all readers of tables."""

    page: PageSettings = field(default_factory=PageSettings)
    ruled: RuledSettings = field(default_factory=RuledSettings)
    unruled: UnruledSettings = field(default_factory=UnruledSettings)
    marked: MarkedSettings = field(default_factory=MarkedSettings)
    flat: FlatSettings = field(default_factory=FlatSettings)


GRIDS = GridSettings()
"""The settings that the readers use when they are given none."""
