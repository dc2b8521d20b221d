package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Example;

class PortableKernelsTest extends KernelsContract {
    @Override
    Kernels kernels() {
        return PortableKernels.INSTANCE;
    }

    /** Without this a run of the suite that was meant for other kernels could pass on these. */
    @Example
    void theActiveKernelsAreThePortableOnes() {
        assertEquals("portable", Kernels.active().name());
    }
}
