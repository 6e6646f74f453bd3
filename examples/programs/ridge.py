"""Ridge regression, with the penalty chosen by cross-validation."""

import flopscope as flops
import flopscope.numpy as fnp

FOLDS = 5


def fit(x, y, penalty):
    """Coefficients that minimize the squared error and the penalty times their squares."""
    return fnp.linalg.solve(x.T @ x + penalty * fnp.eye(x.shape[1]), x.T @ y)


def validation_error(x, y, penalty):
    """Mean squared error on each fold of a fit to the others."""
    errors = []
    for held in fnp.array_split(fnp.arange(len(x)), FOLDS):
        others = fnp.ones(len(x), dtype=bool)
        others[held] = False
        w = fit(x[others], y[others], penalty)
        errors.append(fnp.mean((x[held] @ w - y[held]) ** 2))
    return sum(errors) / FOLDS


def main():
    rng = fnp.random.default_rng(1)
    x = rng.normal(size=(200, 20))
    truth = fnp.where(fnp.arange(20) < 5, rng.normal(size=20), 0.0)
    y = x @ truth + rng.normal(scale=2.0, size=200)
    penalties = fnp.logspace(-2, 3, 11)
    errors = fnp.array([float(validation_error(x, y, p)) for p in penalties])
    best = penalties[fnp.argmin(errors)]
    for penalty, error in zip(penalties.tolist(), errors.tolist(), strict=True):
        print(f"{penalty:10.4f} {error.hex()}")
    w = fit(x, y, best)
    print(
        f"best penalty {best:.4g}, distance from the truth {float(fnp.linalg.norm(w - truth)).hex()}"
    )


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
