"""The places a submission can run in, behind one interface."""
