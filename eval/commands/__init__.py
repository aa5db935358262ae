"""The verbs of ``gouji eval``: one module each, imported only when it is called."""
