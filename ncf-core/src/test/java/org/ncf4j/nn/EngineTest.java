package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void itNamesTheActiveKernels() {
        assertEquals("portable", Engine.kernels());
    }
}
