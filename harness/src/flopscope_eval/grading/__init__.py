"""Runs a contest's ``task.py``, which makes cases and grades answers, in processes of their own.

- :mod:`.host` is that process: it confines itself, then takes orders.
- :mod:`.process` is the harness's end: starts it, gives orders, holds it to its limits.
- :mod:`.frames` is what passes between them: JSON and bytes, never pickle.
"""
