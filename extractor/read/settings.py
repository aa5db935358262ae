"""Thresholds of reading a page, each with its unit and its reason; and how a settings class is written.

A settings class is a frozen dataclass.  Each field is made by the function that names its unit, which is kept in the
field's metadata and held to its range when an object is made::

    >>> PageSettings(snap=1.0).snap
    1.0
    >>> unit_of("snap", PageSettings)
    'points'
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields


def points(value: float) -> float:
    """A length on the page in points (1/72 inch), not negative."""
    return field(default=value, metadata={"unit": "points", "low": 0.0})


def share(value: float, of: str) -> float:
    """A part of something, from 0 to 1; ``of`` names the whole."""
    return field(default=value, metadata={"unit": f"of {of}", "low": 0.0, "high": 1.0})


def times(value: float, of: str) -> float:
    """A multiple of a length that the page itself gives (``of``), not negative."""
    return field(default=value, metadata={"unit": f"times {of}", "low": 0.0})


def cost(value: float, of: str = "") -> float:
    """What a reading costs beside others of the same search, not negative; ``of`` names the unit where there is one."""
    return field(default=value, metadata={"unit": f"cost, {of}" if of else "cost", "low": 0.0})


def count(value: int, of: str) -> int:
    """A number of things (``of``), at least 1."""
    return field(default=value, metadata={"unit": of, "low": 1})


def level(value: int) -> int:
    """A level of a colour channel or of opacity, 0 to 255."""
    return field(default=value, metadata={"unit": "levels of 255", "low": 0, "high": 255})


def validate(settings: object) -> None:
    """Raise ``ValueError`` for a field outside its range; called by ``__post_init__`` of each settings class."""
    for item in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, item.name)
        low, high = item.metadata.get("low"), item.metadata.get("high")
        if (low is not None and value < low) or (high is not None and value > high):
            bound = f"{low} to {high}" if high is not None else f"at least {low}"
            raise ValueError(f"{item.name} = {value}: must be {bound} ({item.metadata['unit']})")


def unit_of(name: str, settings: type) -> str:
    """The unit of the field ``name`` of a settings class."""
    return str(next(item.metadata["unit"] for item in fields(settings) if item.name == name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """Thresholds of reading a PDF page: words, lines, ruled lines, what is hidden, what could not be read."""

    # words and printed lines
    tall: float = times(1.35, "the font size")
    """A font that claims a box taller than this gets a box from the baseline instead."""
    above_baseline: float = times(0.88, "the font size")
    """How far above the baseline such a box reaches; what remains of the size lies below."""
    word_gap: float = times(1.0, "the font size")
    """A wider gap parts two words though no space is printed."""
    close_gap: float = times(0.55, "the word gap")
    """A gap wider than this parts two words too, when the characters before stand closer than ``tight_gap``."""
    tight_gap: float = times(0.2, "the word gap")
    """See ``close_gap``."""
    offset: float = times(1.0, "the font size")
    """Neighbours in one run whose middles differ in height by more than half this are two words."""
    printed_twice: float = points(1.5)
    """The same word nearer than this to itself cannot be read apart: it is printed twice (bold)."""
    shadow: float = times(0.25, "the font size")
    """The same for a shadow, which large letters throw further."""
    inset: float = times(0.12, "the font size")
    """How deep a ruled line must cut into a character before it counts as crossing it."""
    parted: float = times(0.3, "the font size")
    """White between two characters of one kind at which a ruled line that crosses the word parts it."""
    filled: float = times(0.3, "the font size")
    """A text fills its cell when it begins and ends no further than this from the borders."""

    # marks of notes
    raised_size: float = times(0.8, "the size of the word before")
    """A raised mark is printed so small …"""
    raised_gap: float = times(0.25, "the size of the word before")
    """… so close behind …"""
    raised_foot: float = share(0.2, "the height of the word before")
    """… and so far above its foot."""

    # struck-out words
    stroke_above: float = share(0.25, "the height of a character's box")
    """A stroke through a character leaves so much of its box above …"""
    stroke_below: float = share(0.3, "the height of a character's box")
    """… and so much below: nearer to the foot it underlines."""
    stroke_end: float = times(0.25, "the font size")
    """A stroke reaches no further beyond what it strikes out."""

    # ruled lines
    thin: float = points(3.0)
    """A filled rectangle thinner than this is a ruled line, a thicker one is shading."""
    white: float = share(0.95, "full brightness")
    """Lighter strokes are white paint, which nobody sees."""
    snap: float = points(2.0)
    """Parallel strokes nearer than this are one line (a border drawn once by each neighbour)."""
    gap: float = points(3.0)
    """Strokes of one line are joined over a gap up to this (corners, dashes)."""
    shortest: float = points(5.0)
    """Shorter lines are corners, dots and accents, never the side of a cell that holds text."""

    # characters that nobody sees
    tiny: float = share(0.0012, "the longer side of the page")
    """Smaller characters are not seen; one point on A4."""
    alike: int = level(24)
    """Two colours whose channels differ by no more than a tenth of their range look the same."""
    faint: int = level(24)
    """Opacity up to which even black on white differs by no more than that."""
    blends: float = share(0.66, "a line of words")
    """With this share in the words' own colour that is their ground: ink alone covers half at most."""
    core: float = share(0.2, "the height of a word's box")
    """Left out above and below: the boxes of fonts reach beyond the band on which the words stand."""
    fill_thickness: float = points(3.0)
    """A filled box no thicker than this is a ruled line, no ground of words."""
    opaque: float = share(0.9, "full opacity")
    """A paler fill lets the paper through and hides nothing."""
    ink: float = share(0.04, "a character's box")
    """With less of its colour to be seen a character is covered; the dot of a figure fills as much."""
    simple_shape: int = count(8, "parts of an outline")
    """A shape with more parts is a drawing, no background."""

    # watermarks
    leaning: float = share(0.05, "the direction of a line across it")
    """Words that lean no more stand level or on their side."""
    steep: float = share(0.25, "the direction of a line across it")
    """A page that was scanned askew leans less; a mark is laid across on purpose."""
    paler: int = level(60)
    """A mark is so much brighter than the words that it crosses: else nobody could read those."""
    mark_crossing: float = share(0.05, "the lines of a style")
    """With this share of lines across other print a style is that of a mark; where pages are half empty most copies cross nothing."""
    mark_large: float = times(1.6, "the size of most words")
    """Pale words as large are a mark where they only cross ruled lines."""

    # the picture of a page
    raster_scale: float = times(2.0, "a point, in pixels")
    """How large a page is drawn to look at it."""
    raster_side: float = times(1700.0, "a pixel")
    """The longest side of such a picture."""
    raster_least: float = times(800.0, "a pixel")
    """A small picture is enlarged to this longest side: its lines are thin."""
    raster_most: float = times(8.0, "a point, in pixels")
    """… but to no more than this."""
    near_colour: int = level(32)
    """What the eye takes for the same colour, with the soft edges of glyphs."""
    dark: int = level(150)
    """Darker pixels are ink: ruled lines are, the grid lines of a chart are paler."""
    picture_line: float = share(0.5, "a picture's width or height")
    """What a ruled line of a table in a picture covers."""
    picture_line_whole: float = share(0.85, "a picture's width or height")
    """The same where colours make a chart more likely."""
    picture_line_thickest: float = share(0.012, "a picture's longer side")
    """Thicker bars belong to a chart or a photograph."""
    picture_lines: int = count(3, "lines each way")
    """Two columns, two rows: the least that is a table."""
    light: int = level(170)
    """A lighter pixel is ground."""
    ground: float = share(0.5, "a picture's pixels")
    """The least share of ground in a picture of a table."""
    vivid: int = level(70)
    """The range of channels of a strong colour."""
    colourful: float = share(0.01, "a picture's pixels")
    """With more strong colour a chart is likely."""
    sample_step: int = count(6, "pixels")
    """Every how manieth pixel is asked for its colour."""
    lowest_letters: float = points(3.5)
    """A band of ink lower than this is no line of text."""
    highest_letters: float = points(24.0)
    """What runs on for longer, down or across, is a rule, a bar or a picture."""
    inked: float = share(0.12, "a box's width")
    """What the words of a line cover at least; the labels of an axis cover less."""
    ink_pad: float = points(2.0)
    """How far ink reaches over the box of its word."""
    lettered_rows: int = count(4, "lines")
    """Fewer lines of text in columns may be the labels of a chart."""
    gutter: float = points(6.0)
    """White between two columns of a picture."""
    gutter_stray: float = share(0.1, "the lines")
    """Lines that may reach into a gutter (a title)."""

    # what could not be read
    few: int = count(20, "characters")
    """Fewer characters (a page number, a stamp) do not make a text layer."""
    unread_margin: float = share(0.08, "the page's height")
    """Running heads and page numbers stand there, over a scan as over print."""
    scan_alone: float = share(0.25, "the page")
    """A larger picture on a page that prints nothing else is a scan."""
    scan: float = share(0.5, "the page")
    """A larger picture is (part of) a scanned page, whatever is printed beside it."""
    words_on_picture: float = share(0.25, "a picture")
    """Words over that share make the picture their ground; of fewer it is asked what else is seen there."""
    lettered: int = count(3, "lines")
    """That many lines of text beside the printed ones are a scan's, not a ground's."""
    upright: float = points(48.0)
    """The box of a word that lies aslant, as watermarks do, is wider both ways and says little of where its ink is."""
    noticed: float = share(0.1, "the page")
    """A smaller picture (a logo, a seal) is not worth a word."""
    smallest_table: float = share(0.01, "the page")
    """Larger pictures are looked at for ruled lines and lines of text."""
    caption_gap: float = points(60.0)
    """Between a caption and the picture that holds its table."""
    cell_least: float = points(4.0)
    """A lower picture holds no figure of a cell."""
    cell_height: float = points(24.0)
    """A picture no higher, alone in a cell of a ruled table, stands for the figure of that cell."""
    smallest_cell: float = points(6.0)
    """Ruled lines closer together are one double line."""
    most_looks: int = count(20, "pictures")
    """How many pictures of a page are looked at one by one."""
    cover_title: float = points(20.0)
    """Running text and a scanner's stamp are smaller than the title of a cover."""
    cover_title_length: int = count(6, "characters")
    """The shortest title of a cover."""
    outlines: int = count(40, "curves")
    """That many curves without text: letters drawn as outlines."""
    garbled: float = share(0.3, "a page's characters")
    """With this share of unknown characters the page's text is worthless."""

    # margins of the page
    margin: float = share(0.12, "the page's height or width")
    """Page numbers and running heads stand within this distance from the page's edges."""
    repeats: int = count(3, "pages")
    """A text in the margins of that many pages is a running head."""
    company: int = count(3, "pages")
    """In a document of that many pages numbers can be seen to run with the pages."""
    line_white: float = share(0.6, "a line's height")
    """White between two lines of a cell is no more than this."""
    number_aligned: float = points(1.5)
    """Middles and edges of the parts of a torn number agree to this."""

    def __post_init__(self) -> None:
        validate(self)


PAGE = PageSettings()
"""The settings that a reader uses when it is given none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSettings:
    """Limits and thresholds of reading files of Office (:mod:`gouji.read.xlsx`, :mod:`gouji.read.xls`)."""

    # the file
    parts: int = count(20_000, "parts")
    """Files in a package of Office; a workbook of 3,000 sheets with comments has 10,000."""
    unpacked: int = count(1 << 30, "bytes")
    """All parts of a package unpacked; a workbook of a million cells has 100 MB."""
    one_part: int = count(1 << 28, "bytes")
    """One part unpacked: more does not fit into the memory of one document once it is a tree."""
    ratio: int = count(1_000, "times the packed size")
    """How much denser than itself a part may be packed: sheets of zeros reach 200, a bomb 1,000 and more."""
    ratio_from: int = count(1 << 24, "bytes")
    """A part that is smaller unpacked does no harm however dense it is."""
    archived: int = count(200, "files")
    """Files of one disclosure in an archive; a department with all its units has some fifty."""
    # the content
    sheets: int = count(1_000, "sheets")
    """Sheets of a workbook that are read; a city's departments in one file are some hundreds."""
    cells: int = count(100_000, "cells")
    """Filled cells of one document that are read: 50,000 take 400 MB and 44 s on a busy machine, 400,000 more than 2 GB,
    which would cost the document instead of its last sheets."""
    positions: int = count(2_000_000, "cells")
    """Rows times columns of one sheet or table after merging: two cells in opposite corners make 17 billion."""
    row_span: int = count(2_000, "rows")
    """Rows that one cell of Word or HTML may cover; a longer span is a mistake or an attack."""
    column_span: int = count(100, "columns")
    """Columns that one cell of Word or HTML may cover; statutory tables have at most some thirty."""
    sliver: int = count(60, "twentieths of a point")
    """A column of Word that is narrower is no column: borders moved by hand leave such slivers."""
    depth: int = count(30, "levels")
    """Tables inside cells of tables; layouts of the nineties reach ten."""
    shown: int = count(5, "names")
    """So many sheets or cells are named in a message, the rest counted."""
    # web pages
    nested_tags: int = count(5_000, "levels")
    """Tags inside tags; the time of the parser grows with the square, and takes half a second for so many."""
    page_text: int = count(50, "characters")
    """A page with less text is a login or a redirection, saved in place of the document."""
    site_share: float = share(0.25, of="the text of the page outside links")
    """What holds so much of it is the text itself, whatever its tag is called."""
    site_links: int = count(5, "links")
    """A block with fewer links is no navigation."""
    site_linked: float = share(0.6, of="the text of the block")
    """From this share in links on a block is navigation."""
    site_foot: int = count(400, "characters")
    """A block that names the record number of the site and is no longer is its foot, not an article about one."""
    # layout tables
    own_amounts: int = count(4, "amounts")
    """A table around tables of data with so many amounts of its own is a table of data with tables in its cells."""
    prose_frame: int = count(200, "characters")
    """A table of one column with so much text is a frame around prose."""

    def __post_init__(self) -> None:
        validate(self)


OFFICE = OfficeSettings()
