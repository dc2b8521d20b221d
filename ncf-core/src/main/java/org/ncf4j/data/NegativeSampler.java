package org.ncf4j.data;

/** STUB: uniform over a user's unseen items; each draw a hash of (seed, epoch, index), one look-up, no rejection. */
public final class NegativeSampler {
    private NegativeSampler() {}
    public static NegativeSampler uniform(Interactions data, long seed) { throw new UnsupportedOperationException(); }
    /** Whether the user has an unseen item at all. */
    public boolean canDraw(int user) { throw new UnsupportedOperationException(); }
    /** IllegalStateException if the user has seen everything. */
    public int draw(int user, long epoch, long index) { throw new UnsupportedOperationException(); }
}
