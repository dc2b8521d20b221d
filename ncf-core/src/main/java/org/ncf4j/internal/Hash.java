package org.ncf4j.internal;

/**
 * The source of all randomness: a draw is a hash of (seed, purpose, epoch, index), never the next value of a shared
 * stream. Draws can therefore be made in any order, by any thread, and again after a restart.
 *
 * <p>The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, OOPSLA 2014, figure 17; variant 13 of Stafford), chained once per word of the key. Golden vectors in the
 * tests pin it: a change would change every model.
 */
public final class Hash {
    /** What a draw is for; part of the key, so that no two uses ever share draws. Never renumber. */
    public static final int SHUFFLE = 1;

    public static final int NEGATIVE = 2;
    public static final int INITIAL = 3;
    public static final int SPLIT = 4;
    public static final int SHOP = 5;
    public static final int BOOTSTRAP = 6;
    public static final int CLUSTER = 7;
    public static final int CANDIDATE = 8;
    public static final int DROPOUT = 9;
    public static final int CANARY = 10;
    public static final int SIGN_FLIP = 20;
    public static final int TRIAL = 21;
    public static final int SILHOUETTE = 30;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Hash() {}

    /** 64 uniformly distributed bits for a key. */
    public static long bits(long seed, int purpose, long epoch, long index) {
        long h = mix(seed + GOLDEN_GAMMA);
        h = mix(h ^ (purpose + GOLDEN_GAMMA));
        h = mix(h ^ (epoch + GOLDEN_GAMMA));
        return mix(h ^ (index + GOLDEN_GAMMA));
    }

    /** A key for {@link #bits(long, long)}, for loops in which only the index changes: {@code bits(key(s, p, e), i) == bits(s, p, e, i)}. */
    public static long key(long seed, int purpose, long epoch) {
        long h = mix(seed + GOLDEN_GAMMA);
        h = mix(h ^ (purpose + GOLDEN_GAMMA));
        return mix(h ^ (epoch + GOLDEN_GAMMA));
    }

    /** 64 uniformly distributed bits for an index under a key of {@link #key}. */
    public static long bits(long key, long index) {
        return mix(key ^ (index + GOLDEN_GAMMA));
    }

    /** Maps 64 bits to a whole number in {@code [0, bound)}; bias below {@code bound / 2^64}. */
    public static int bounded(long bits, int bound) {
        // multiplyHigh is signed; a negative first factor is 2^64 too small, which costs one bound (Java 17 has no
        // unsigned one)
        return (int) (Math.multiplyHigh(bits, bound) + ((bits >> 63) & bound));
    }

    /** Maps 64 bits to a whole number in {@code [0, bound)}; bias below {@code bound / 2^64}. */
    public static long bounded(long bits, long bound) {
        return Math.multiplyHigh(bits, bound) + ((bits >> 63) & bound);
    }

    /** Maps 64 bits to a double in {@code [0, 1)}: the top 53 bits over 2^53. */
    public static double unit(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /**
     * A standard normal deviate for an index under a key of {@link #key}: Box and Muller's cosine branch, in
     * {@link StrictMath}, from two hashes of the index.
     */
    public static double gaussian(long key, long index) {
        double u = 1.0 - unit(bits(key, 2 * index));
        double v = unit(bits(key, 2 * index + 1));
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * StrictMath.PI * v);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
