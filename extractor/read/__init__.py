"""Bytes to :class:`~gouji.read.model.Document`: the only step that opens files."""
