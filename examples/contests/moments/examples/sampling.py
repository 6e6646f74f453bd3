"""Runs samples through the network, as many as the budget allows.

expect: scored
solved: all
"""

from somebench import BaseEstimator

import flopscope.numpy as fnp


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        per_sample = len(mlp.weights) * 2 * mlp.width**2 + 10 * mlp.width
        x = fnp.random.default_rng(1).standard_normal((budget // (2 * per_sample), mlp.width))
        for w in mlp.weights:
            x = fnp.maximum(x @ w.T, 0)
        return {"means": x.mean(axis=0), "variances": x.var(axis=0)}
