"""Across tables: one concept printed in several tables, one subject in several scopes."""
