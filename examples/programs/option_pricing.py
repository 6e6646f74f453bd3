"""An Asian call option by Monte Carlo with antithetic paths, and a European one beside its closed form."""

import math

import flopscope as flops
import flopscope.numpy as fnp

SPOT, STRIKE, RATE, VOLATILITY, YEARS, DAYS = 100.0, 105.0, 0.03, 0.2, 1.0, 50


def paths(rng, count):
    """Prices on every day of mirrored pairs of paths."""
    dt = YEARS / DAYS
    z = rng.standard_normal((count // 2, DAYS))
    z = fnp.concatenate([z, -z])
    drift = (RATE - VOLATILITY**2 / 2) * dt
    return SPOT * fnp.exp(fnp.cumsum(drift + VOLATILITY * math.sqrt(dt) * z, axis=1))


def estimate(payoffs):
    """Discounted mean and standard error; the two halves are mirrored pairs."""
    pairs = fnp.exp(-RATE * YEARS) * payoffs.reshape(2, -1).mean(axis=0)
    return pairs.mean(), pairs.std(ddof=1) / fnp.sqrt(pairs.size)


def closed_form():
    """Black and Scholes."""
    spread = VOLATILITY * math.sqrt(YEARS)
    d = (math.log(SPOT / STRIKE) + (RATE + VOLATILITY**2 / 2) * YEARS) / spread
    below = [0.5 * (1 + math.erf(v / math.sqrt(2))) for v in (d, d - spread)]
    return SPOT * below[0] - STRIKE * math.exp(-RATE * YEARS) * below[1]


def main():
    rng = fnp.random.default_rng(6)
    prices = paths(rng, 4000)
    asian = fnp.maximum(prices.mean(axis=1) - STRIKE, 0)
    european = fnp.maximum(prices[:, -1] - STRIKE, 0)
    for name, payoffs in (("asian", asian), ("european", european)):
        mean, error = estimate(payoffs)
        print(f"{name}: {mean:.4f} +- {error:.4f}  {float(mean).hex()} {float(error).hex()}")
    print(f"closed form: {closed_form():.4f}")
    print("quantiles", [v.hex() for v in fnp.percentile(prices[:, -1], [5, 50, 95]).tolist()])


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
