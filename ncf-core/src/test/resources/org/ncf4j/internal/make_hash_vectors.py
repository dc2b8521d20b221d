"""Golden vectors of org.ncf4j.internal.Hash and Permutation, computed from their definitions.

Run as: python3 make_hash_vectors.py > hash-vectors.txt
"""

import itertools
import math

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    """The finalizer of SplitMix64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def chain(h, word):
    return mix(h ^ ((word + GAMMA) & MASK))


def key(seed, purpose, epoch):
    return chain(chain(chain(0, seed), purpose), epoch)


def bits(k, index):
    return chain(k, index)


def gaussian(k, index):
    u = 1 - (bits(k, 2 * index) >> 11) / 2**53
    v = (bits(k, 2 * index + 1) >> 11) / 2**53
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def permute(n, k, i):
    width = (n - 1).bit_length()
    high_bits = width // 2
    low_bits = width - high_bits
    rounds = 16 if width < 16 else 6
    while True:
        low, high = i % 2**low_bits, i // 2**low_bits
        for r in range(0, rounds, 2):
            high ^= bits(bits(k, r), low) % 2**high_bits
            low ^= bits(bits(k, r + 1), high) % 2**low_bits
        i = high * 2**low_bits + low
        if i < n:
            return i


def signed(word):
    return word - (1 << 64) if word >> 63 else word


# mix(0 + GAMMA) is the first output of SplitMix64 with seed 0, printed in many places.
assert mix(GAMMA) == 0xE220A8397B1DCDAF

for seed, purpose, epoch, index in itertools.product((0, 1, -1, 2**63 - 1), (1, 8), (0, 7), (0, 1, 12345678901)):
    word = bits(key(seed & MASK, purpose, epoch), index)
    print("bits", seed, purpose, epoch, index, signed(word))
    for bound in (1, 2, 3, 1000, 2**31 - 1):
        print("bounded", signed(word), bound, (word * bound) >> 64)
    print("unit", signed(word), repr((word >> 11) / 2**53))
for seed, index in itertools.product((1, 2), range(5)):
    k = key(seed, 3, 0)
    print("gaussian", signed(k), index, repr(gaussian(k, index)))
for n in (1, 2, 3, 4, 5, 8, 13, 100, 4097, 32768, 32769, 1_000_209, 2**31 + 11, 10**12, 2**62):
    for k in (0, 42, -7):
        for i in sorted({0, 1 % n, 2 % n, n // 2, n - 1}):
            print("permutation", n, k, i, permute(n, k & MASK, i))
