package org.ncf4j.internal;

/**
 * Arrays of floats whose vectors lie within cache lines, as far as Java lets one choose: a row of 64 bytes that begins
 * elsewhere is in two lines, and takes twice as many trips to memory.
 *
 * <p>The collectors put a large array at the start of a region of its own (G1 calls it humongous, above half a region; ZGC
 * and Shenandoah do much the same). Its elements begin after a header of 16 bytes, so that those from {@link #ORIGIN} on
 * begin with a line. Where this is not so, as in the serial and the parallel collector or with the shorter headers that
 * newer JVMs have as an option, it does no harm.
 */
public final class CacheLines {
    /** The first element that begins a line. */
    public static final int ORIGIN = 12;
    /** The most elements from there on that an array can have. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE - 8 - ORIGIN;

    /** Arrays of fewer elements than this stay in a core's own cache, whole lines or not. */
    private static final int LEAST_LENGTH = 1 << 16;
    /** No array becomes more than so many times as long. */
    private static final int MOST_TIMES = 4;
    /** G1 cuts its heap into this many regions, of a power of two between these sizes in bytes. */
    private static final int REGIONS = 2048;

    private static final long LEAST_REGION = 1 << 20;
    private static final long LARGEST_REGION = 1 << 25;

    private CacheLines() {}

    /**
     * An array of zeros for so many elements from {@link #ORIGIN} on.
     *
     * @throws IllegalArgumentException if no array can be so long
     */
    public static float[] allocate(long length) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length must lie in [0, " + MAX_LENGTH + "]: " + length);
        }
        return new float[(int) padded(length) + ORIGIN];
    }

    /** How many elements are held for so many: more where that makes an array large to the collector. */
    public static long padded(long length) {
        long half = halfRegion(Runtime.getRuntime().maxMemory()) / Float.BYTES;
        boolean worth = length >= LEAST_LENGTH && length < half && half <= MOST_TIMES * length;
        return worth ? half : length;
    }

    /** Half a region of G1 in a heap, as it chooses them; an array's header makes the difference of "above" half. */
    static long halfRegion(long heap) {
        long share = Math.max(1, heap / REGIONS);
        long highest = Long.highestOneBit(share);
        long region = highest == share ? share : 2 * highest;
        return Math.max(LEAST_REGION, Math.min(LARGEST_REGION, region)) / 2;
    }
}
