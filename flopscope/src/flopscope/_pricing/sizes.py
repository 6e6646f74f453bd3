"""The sizes that the expressions of per-call policies may read."""

from __future__ import annotations

from typing import Final

SIZES: Final = {
    "count": "what the row's own rule counts for real operands, as operations of the default policy",
    "operations": "the same for the operands as they are: complex ones take more",
    "multiplies": "products among what the row's own rule counts for real operands",
    "sums": "sums among it, those of multiply-adds too",
    "complex": "1 if the call computes in a complex dtype, else 0",
    "size": "elements of the first operand",
    "other": "elements of the second operand; 1 without one",
    "pairs": "elements of all operands broadcast together",
    "out": "elements of the result; of each, where several of one shape are given",
    "inexact": "1 if the first operand is of floating or complex dtype, else 0",
    "n": "length of the axis worked along; columns of a matrix; observations; how many are made",
    "lines": "how many such axes there are",
    "m": "rows of a matrix; variables of a covariance; values that are looked up or placed",
    "k": "the smaller of m and n; ranks or quantiles asked for",
    "batch": "matrices in a stack",
    "r": "right-hand sides",
    "axes": "how many axes are worked along",
    "bins": "bins of a histogram",
    "bounds": "bounds of a clip",
    "weighted": "1 if weights are given, else 0",
    "full": "1 for full matrices, for a full convolution, else 0",
    "vectors": "1 if vectors are asked for beside values, else 0",
    "reduced": "1 if a mode asks for part of a factorization (QR's 'r' and 'raw'), else 0",
    "order": "0 for the entrywise, 1- and infinity norms, 1 for the 2- and nuclear norms, 2 for others",
    "steps": "products of a matrix power",
    "radix2": "5 n ceil(log2 n) per complex line of n points and axis, at least 2; half for real data",
    "covered": "elements that an index array gathers, or a mask covers; 0 for a basic index",
    "kept": "elements of a triangle that are kept; of a diagonal",
    "masks": "elements of the masks in an index",
}
"""Names and meanings. Sizes that a row does not have are 0."""
