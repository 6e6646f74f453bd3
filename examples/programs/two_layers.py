"""A network with one hidden layer learns two interleaved spirals, with Adam and gradients by hand."""

import flopscope as flops
import flopscope.numpy as fnp

HIDDEN, ROUNDS = 24, 60


def spirals(rng, count):
    """Points on two arms, and the arm of each."""
    label = fnp.repeat(fnp.arange(2), count)
    angle = fnp.tile(fnp.linspace(0.5, 3, count), 2) * fnp.pi
    x = fnp.stack(
        [angle * fnp.cos(angle + fnp.pi * label), angle * fnp.sin(angle + fnp.pi * label)], axis=1
    )
    return x / 5 + 0.05 * rng.standard_normal(x.shape), label


def loss_and_gradients(weights, x, label):
    """Cross-entropy, and its derivative by each weight."""
    w1, b1, w2, b2 = weights
    hidden = fnp.tanh(x @ w1 + b1)
    scores = hidden @ w2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    p = fnp.exp(scores) / fnp.exp(scores).sum(axis=1, keepdims=True)
    rows = fnp.arange(len(x))
    loss = -fnp.log(p[rows, label]).mean()
    p[rows, label] -= 1
    p /= len(x)
    back = p @ w2.T * (1 - hidden**2)
    return loss, [x.T @ back, back.sum(axis=0), hidden.T @ p, p.sum(axis=0)]


def adam(weights, x, label, rate=0.05, decay=(0.9, 0.999)):
    """Change the weights in place, and give the losses."""
    first = [fnp.zeros_like(w) for w in weights]
    second = [fnp.zeros_like(w) for w in weights]
    losses = []
    for t in range(1, ROUNDS + 1):
        loss, gradients = loss_and_gradients(weights, x, label)
        losses.append(loss)
        for w, g, m, v in zip(weights, gradients, first, second, strict=True):
            m += (1 - decay[0]) * (g - m)
            v += (1 - decay[1]) * (g**2 - v)
            w -= rate * (m / (1 - decay[0] ** t)) / (fnp.sqrt(v / (1 - decay[1] ** t)) + 1e-8)
    return losses


def main():
    fnp.random.seed(7)
    x, label = spirals(fnp.random.default_rng(7), 80)
    weights = [
        fnp.random.randn(2, HIDDEN),
        fnp.zeros(HIDDEN),
        fnp.random.randn(HIDDEN, 2) / 5,
        fnp.zeros(2),
    ]
    losses = adam(weights, x, label)
    for t in (0, 19, 39, 59):
        print(f"round {t + 1}: loss {losses[t]:.6f} {float(losses[t]).hex()}")
    hidden = fnp.tanh(x @ weights[0] + weights[1])
    right = (hidden @ weights[2] + weights[3]).argmax(axis=1) == label
    print(f"{right.mean():.1%} right; weights {[float(abs(w).sum()).hex() for w in weights]}")


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
