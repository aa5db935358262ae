"""gouji 勾稽: the engine that reads budgets and final accounts, one subpackage per step."""

__version__ = "0.1.0"
