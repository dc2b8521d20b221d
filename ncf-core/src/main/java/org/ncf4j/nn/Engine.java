package org.ncf4j.nn;

import org.ncf4j.internal.Kernels;

/** What the engine runs on. */
public final class Engine {
    private Engine() {}

    /**
     * The name of the active kernels: {@code portable}, plain Java that every JVM runs. The kernels never change a
     * result, only its speed.
     */
    public static String kernels() {
        return Kernels.active().name();
    }
}
