"""From the evidence of a run to its result: verdict, document, report, second run."""
