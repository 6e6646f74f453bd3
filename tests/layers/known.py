"""What still breaks the rules: closing one makes the test say so."""

KNOWN_CIRCLES = [
    {"flopscope._table.call", "flopscope._table.operation"},
    {"flopscope._ledger.account", "flopscope._ledger.ledger"},
    {
        "flopscope._profile.block",
        "flopscope._profile.exports",
        "flopscope._profile.html",
        "flopscope._profile.text",
    },
]
KNOWN_UPWARD = {("flopscope._pricing.policy", "flopscope._table.operation")}
