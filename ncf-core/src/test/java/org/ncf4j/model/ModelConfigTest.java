package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

class ModelConfigTest {
    private static final List<Integer> TOWER = List.of(64, 32, 16, 8);
    private static final List<Integer> WIDE = List.of(128, 64, 32);
    private static final Initializer SMALL = Initializer.gaussian(0.01);
    private static final Initializer GLOROT = Initializer.glorot();
    private static final Initializer LECUN = Initializer.lecun();
    private static final Initializer HE = Initializer.he();

    @Test
    void theDefaultsAreThoseThatTheJavadocStates() {
        assertEquals(new Mf(128, SMALL), Mf.defaults());
        assertEquals(new Gmf(64, SMALL, LECUN), Gmf.defaults());
        assertEquals(new Mlp(WIDE, Activation.RELU, SMALL, GLOROT, LECUN), Mlp.defaults());
        assertEquals(new NeuMf(8, TOWER, Activation.RELU, SMALL, GLOROT, LECUN), NeuMf.defaults());
    }

    @Test
    void aWitherChangesOneValue() {
        assertEquals(new Mf(5, SMALL), Mf.defaults().withFactors(5));
        assertEquals(new Mf(128, HE), Mf.defaults().withEmbeddings(HE));

        assertEquals(new Gmf(5, SMALL, LECUN), Gmf.defaults().withFactors(5));
        assertEquals(new Gmf(64, HE, LECUN), Gmf.defaults().withEmbeddings(HE));
        assertEquals(new Gmf(64, SMALL, HE), Gmf.defaults().withHead(HE));

        Mlp mlp = Mlp.defaults();
        assertEquals(new Mlp(List.of(6, 5), Activation.RELU, SMALL, GLOROT, LECUN), mlp.withLayers(6, 5));
        assertEquals(new Mlp(WIDE, Activation.TANH, SMALL, GLOROT, LECUN), mlp.withActivation(Activation.TANH));
        assertEquals(new Mlp(WIDE, Activation.RELU, HE, GLOROT, LECUN), mlp.withEmbeddings(HE));
        assertEquals(new Mlp(WIDE, Activation.RELU, SMALL, HE, LECUN), mlp.withDense(HE));
        assertEquals(new Mlp(WIDE, Activation.RELU, SMALL, GLOROT, HE), mlp.withHead(HE));

        NeuMf neuMf = NeuMf.defaults();
        assertEquals(new NeuMf(5, TOWER, Activation.RELU, SMALL, GLOROT, LECUN), neuMf.withFactors(5));
        assertEquals(new NeuMf(8, List.of(6, 5), Activation.RELU, SMALL, GLOROT, LECUN), neuMf.withLayers(6, 5));
        assertEquals(new NeuMf(8, TOWER, Activation.TANH, SMALL, GLOROT, LECUN), neuMf.withActivation(Activation.TANH));
        assertEquals(new NeuMf(8, TOWER, Activation.RELU, HE, GLOROT, LECUN), neuMf.withEmbeddings(HE));
        assertEquals(new NeuMf(8, TOWER, Activation.RELU, SMALL, HE, LECUN), neuMf.withDense(HE));
        assertEquals(new NeuMf(8, TOWER, Activation.RELU, SMALL, GLOROT, HE), neuMf.withHead(HE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mf", "gmf", "mlp", "neumf"})
    void aTypeNamesItsDefaults(String type) {
        assertEquals(type, ModelConfig.ofType(type).type());
        assertEquals(ModelConfig.ofType(type), ModelConfig.ofType(type));
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertMessage("unknown model type 'als'; expected mf, gmf, mlp or neumf", () -> ModelConfig.ofType("als"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void factorsArePositive(int factors) {
        String message = "factors must be at least 1, but is " + factors;
        assertMessage(message, () -> Mf.defaults().withFactors(factors));
        assertMessage(message, () -> Gmf.defaults().withFactors(factors));
        assertMessage(message, () -> NeuMf.defaults().withFactors(factors));
    }

    @Test
    void aTowerHasAnEvenInputAndALayer() {
        assertLayers("layers must name the input width and at least one layer, such as 64,32,16,8, but is []");
        assertLayers("layers must name the input width and at least one layer, such as 64,32,16,8, but is [4]", 4);
        assertLayers("layers must be positive widths, but are [4, 0]", 4, 0);
        assertLayers("layers must be positive widths, but are [-4, 2]", -4, 2);
        assertLayers(
                "the first of layers is the input, two embeddings of half its width, so it must be even, but is 5",
                5,
                2);
    }

    private static void assertLayers(String message, int... layers) {
        assertMessage(message, () -> Mlp.defaults().withLayers(layers));
        assertMessage(message, () -> NeuMf.defaults().withLayers(layers));
    }

    @Test
    void layersAreCopied() {
        List<Integer> layers = new ArrayList<>(List.of(4, 2));
        Mlp mlp = new Mlp(layers, Activation.RELU, SMALL, GLOROT, LECUN);

        layers.set(0, 5);

        assertEquals(List.of(4, 2), mlp.layers());
    }

    @Test
    void nothingIsNull() {
        assertThrows(NullPointerException.class, () -> Mf.defaults().withEmbeddings(null));
        assertThrows(NullPointerException.class, () -> Gmf.defaults().withEmbeddings(null));
        assertThrows(NullPointerException.class, () -> Gmf.defaults().withHead(null));
        assertThrows(NullPointerException.class, () -> Mlp.defaults().withActivation(null));
        assertThrows(NullPointerException.class, () -> Mlp.defaults().withDense(null));
        assertThrows(NullPointerException.class, () -> NeuMf.defaults().withActivation(null));
        assertThrows(NullPointerException.class, () -> NeuMf.defaults().withHead(null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
