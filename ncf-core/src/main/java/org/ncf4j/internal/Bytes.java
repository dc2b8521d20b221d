package org.ncf4j.internal;

import java.util.Locale;

/** Amounts of memory in words. */
public final class Bytes {
    private Bytes() {}

    /** {@code "1.2 GB"}, or {@code "35 MB"} below a tenth of a gigabyte; units are powers of 1,024, as in {@code -Xmx}. */
    public static String text(long bytes) {
        double megabytes = bytes / 1048576.0;
        return megabytes >= 102.4
                ? String.format(Locale.ROOT, "%,.1f GB", megabytes / 1024)
                : String.format(Locale.ROOT, "%.0f MB", Math.ceil(megabytes));
    }
}
