"""The library's contract, on the engine that the environment gives.

Run in this process, where NumPy is, these tests meet the local engine. ``tests/remote/test_engine_contract.py``
runs the same folder again in an interpreter without NumPy, against a real server.
"""
