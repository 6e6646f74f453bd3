"""Says that every output is always one: costs next to nothing, and is as good as that.

expect: scored
"""

from somebench import BaseEstimator

import flopscope.numpy as fnp


class Estimator(BaseEstimator):
    def setup(self, context):
        self.ones = fnp.ones(context.params.width if hasattr(context.params, "width") else 16)

    def predict(self, mlp, budget):
        return self.ones, self.ones
