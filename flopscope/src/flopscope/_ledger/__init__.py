"""Ledgers: who has spent how many FLOPs on what.

A *ledger* (:mod:`.ledger`) has an optional budget and an optional parent. An operation is charged to the
innermost ledger and to all around it, or, if one of them cannot pay, to none. Integers are exact at any size.
What operations charge is an *account* (:mod:`.account`): a ledger under a namespace, with all that a charge
needs at hand. Details (calls, seconds, by operation and namespace) are kept where the operation was charged
(:mod:`.entries`) and folded into the parent when a ledger closes, so that they take O(operations) memory.
"""
