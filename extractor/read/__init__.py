"""Bytes to :class:`~extractor.read.model.Document`: the only step that opens files."""
