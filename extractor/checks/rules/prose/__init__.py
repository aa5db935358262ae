"""Prose against tables and prose against prose: every statement finds its cell, by concept or by subject."""
