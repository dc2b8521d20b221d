package org.ncf4j.nn;

import org.ncf4j.internal.KernelChoice;

/** What the engine runs on. */
public final class Engine {
    private Engine() {}

    /**
     * The name of the active kernels: {@code vector}, on the JDK's Vector API, where the JVM runs with
     * {@code --add-modules jdk.incubator.vector} on a machine that has fused multiply-adds; else {@code portable}, plain
     * Java. The system property {@code ncf.kernels} ({@code auto}, {@code portable} or {@code vector}) overrides that.
     * The kernels never change a result, only its speed.
     *
     * @throws IllegalStateException if the property has another value, or asks for vector kernels that cannot be had
     */
    public static String kernels() {
        return KernelChoice.active().kernels().name();
    }

    /** Why these: the length of the vectors, or what stands in their way. */
    public static String reason() {
        return KernelChoice.active().reason();
    }
}
