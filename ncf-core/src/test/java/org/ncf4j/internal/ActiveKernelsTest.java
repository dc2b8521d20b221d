package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Example;

/** The contract on whichever kernels the system property asks this run of the suite for. */
class ActiveKernelsTest extends KernelsContract {
    @Override
    Kernels kernels() {
        return Kernels.active();
    }

    /** Without this a run of the suite that was meant for one form could pass on the other. */
    @Example
    void theActiveKernelsAreThoseOfThisRun() {
        assertEquals(System.getProperty("ncf.kernels"), Kernels.active().name());
    }
}
