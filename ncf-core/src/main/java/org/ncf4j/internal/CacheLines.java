package org.ncf4j.internal;

/**
 * Arrays of floats whose vectors lie within cache lines, as far as Java lets one choose: a row of 64 bytes that begins
 * elsewhere is in two lines, and takes twice as many trips to memory.
 *
 * <p>The collectors put a large array at the start of a region of its own (G1 calls it humongous, from half a region on;
 * ZGC and Shenandoah do much the same). Its elements begin after a header of 16 bytes, so that those from {@link #ORIGIN}
 * on begin with a line. Where this is not so, as in the serial and the parallel collector, it does no harm.
 */
public final class CacheLines {
    /** The first element that begins a line. */
    public static final int ORIGIN = 12;

    /** Arrays of fewer elements than this stay in a core's own cache, whole lines or not. */
    private static final int LEAST_LENGTH = 1 << 16;
    /** G1 cuts its heap into regions of at least a 2048th of it, and of at most 32 MB. */
    private static final int REGIONS = 2048;

    private static final int LARGEST_HALF_REGION = 1 << 24;

    private CacheLines() {}

    /**
     * An array of zeros for so many elements from {@link #ORIGIN} on. It may be longer: as long as it takes to be large to
     * the collector, which is a 2048th of the heap at most.
     *
     * @throws IllegalArgumentException if no array can be so long
     */
    public static float[] allocate(long length) {
        if (length > Integer.MAX_VALUE - 8 - ORIGIN) {
            throw new IllegalArgumentException(length + " elements are more than an array can have");
        }
        int least = 0;
        if (length >= LEAST_LENGTH) {
            long bytes = Math.min(Runtime.getRuntime().maxMemory() / REGIONS, LARGEST_HALF_REGION);
            least = (int) (bytes / Float.BYTES);
        }
        return new float[Math.max((int) length + ORIGIN, least)];
    }
}
