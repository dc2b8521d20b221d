package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void itNamesTheActiveKernels() {
        assertEquals(System.getProperty("ncf.kernels"), Engine.kernels());
        assertFalse(Engine.reason().isEmpty());
    }
}
