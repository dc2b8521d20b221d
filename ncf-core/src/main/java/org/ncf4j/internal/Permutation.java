package org.ncf4j.internal;

import java.util.Objects;

/**
 * A keyed bijection of {@code [0, n)}: a shuffle without an array, which any thread may ask for any place of, in any
 * order, and which a run resumed in the middle of an epoch need not replay.
 *
 * <p>The places are padded to the next power of two. Their bits are cut into two halves, the lower of which has the odd
 * bit, and each half in turn is combined (exclusive or) with a hash of the other half and of the round's key: a Feistel
 * network (Luby and Rackoff, How to Construct Pseudorandom Permutations from Pseudorandom Functions, SIAM Journal on
 * Computing 17(2), 1988), and so a bijection whatever the hash. A result that falls outside {@code [0, n)} is sent
 * through the network again until it falls inside (cycle walking; Black and Rogaway, Ciphers with Arbitrary Finite
 * Domains, CT-RSA 2002): as the padding is below {@code n}, that takes less than two passes on average.
 *
 * <p>Instances are immutable and safe for use by many threads. Golden vectors in the tests pin the result.
 */
public final class Permutation {
    /** Rounds, even in number. Four suffice in theory for wide halves; halves of few bits mix slowly, and are cheap. */
    private static final int ROUNDS = 6;

    private static final int ROUNDS_BELOW_16_BITS = 16;

    private final long n;
    private final int lowBits;
    private final long lowMask;
    private final long highMask;
    private final long[] roundKeys;

    /**
     * The permutation of a key.
     *
     * @param n the number of places, at least 0 and at most 2^62
     * @param key any number; permutations of different keys are unrelated
     * @throws IllegalArgumentException if n is out of range
     */
    public Permutation(long n, long key) {
        if (n < 0 || n > 1L << 62) {
            throw new IllegalArgumentException("n must lie in [0, 2^62]: " + n);
        }
        this.n = n;
        int bits = n <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(n - 1);
        int highBits = bits / 2;
        lowBits = bits - highBits;
        lowMask = (1L << lowBits) - 1;
        highMask = (1L << highBits) - 1;
        roundKeys = new long[bits < 16 ? ROUNDS_BELOW_16_BITS : ROUNDS];
        for (int round = 0; round < roundKeys.length; round++) {
            roundKeys[round] = Hash.bits(key, round);
        }
    }

    /**
     * The number of places.
     *
     * @return n
     */
    public long size() {
        return n;
    }

    /**
     * Where a place goes.
     *
     * @param i a place in {@code [0, n)}
     * @return its image, in {@code [0, n)}
     * @throws IndexOutOfBoundsException if i is out of range
     */
    public long apply(long i) {
        if (i < 0 || i >= n) {
            throw new IndexOutOfBoundsException("place " + i + " out of " + n);
        }
        long x = i;
        do {
            x = pass(x);
        } while (x >= n);
        return x;
    }

    /**
     * Where a stretch of places goes: {@link #apply(long)} of each of them.
     *
     * @param from the first place
     * @param images written: as many as there are places
     * @throws IndexOutOfBoundsException if a place is out of range
     */
    public void apply(long from, int length, long[] images) {
        Objects.checkFromIndexSize(from, (long) length, n);
        // pass by pass: in one loop a pass waits for the one before, as nothing tells how many a place takes
        for (int i = 0; i < length; i++) {
            images[i] = pass(from + i);
        }
        boolean outside = true;
        while (outside) {
            outside = false;
            for (int i = 0; i < length; i++) {
                if (images[i] >= n) {
                    images[i] = pass(images[i]);
                    outside |= images[i] >= n;
                }
            }
        }
    }

    private long pass(long x) {
        long low = x & lowMask;
        long high = x >>> lowBits;
        for (int round = 0; round < roundKeys.length; round += 2) {
            high ^= Hash.bits(roundKeys[round], low) & highMask;
            low ^= Hash.bits(roundKeys[round + 1], high) & lowMask;
        }
        return high << lowBits | low;
    }
}
