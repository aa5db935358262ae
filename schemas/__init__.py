"""Pydantic models: the record, the gold label, the LLM response models, the review item."""
