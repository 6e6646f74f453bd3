"""Two tones found in noise, and the noise filtered out in the frequency domain."""

import flopscope as flops
import flopscope.numpy as fnp

RATE = 1000.0


def low_pass(frequencies, cutoff, order=4):
    """The gain of a Butterworth filter."""
    return 1 / fnp.sqrt(1 + (frequencies / cutoff) ** (2 * order))


def peaks(spectrum, frequencies, count):
    """The frequencies with the most power."""
    power = fnp.abs(spectrum) ** 2
    strongest = fnp.argsort(power)[::-1][:count]
    return fnp.sort(frequencies[strongest])


def main():
    rng = fnp.random.default_rng(3)
    t = fnp.arange(1024) / RATE
    clean = fnp.sin(2 * fnp.pi * 50 * t) + 0.5 * fnp.cos(2 * fnp.pi * 120 * t)
    noisy = clean + 0.8 * rng.standard_normal(t.size)
    frequencies = fnp.fft.rfftfreq(t.size, d=1 / RATE)
    spectrum = fnp.fft.rfft(noisy * fnp.hanning(t.size))
    print("peaks", [f"{f:.2f} Hz" for f in peaks(spectrum, frequencies, 4)])
    filtered = fnp.fft.irfft(fnp.fft.rfft(noisy) * low_pass(frequencies, 150.0), n=t.size)
    for name, signal in (("noisy", noisy), ("filtered", filtered)):
        error = fnp.sqrt(fnp.mean((signal - clean) ** 2))
        print(f"{name}: {error:.6f} from the clean signal, {float(error).hex()}")
    smooth = fnp.convolve(noisy, fnp.ones(5) / 5, mode="same")
    print("correlation", float(fnp.corrcoef(filtered, smooth)[0, 1]).hex())


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
