package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The models of the engine keep the contract of a scorer: of each kind, trained or loaded, and of any size. */
class NcfModelContractTest {
    @Nested
    class OfMf extends ScorerContract {
        private static final NcfModel MODEL =
                SmallModels.train(SmallModels.configs().get(0), 30, 70);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class OfGmf extends ScorerContract {
        private static final NcfModel MODEL =
                SmallModels.train(SmallModels.configs().get(1), 30, 70);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class OfMlp extends ScorerContract {
        private static final NcfModel MODEL =
                SmallModels.train(SmallModels.configs().get(2), 30, 70);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class OfNeuMf extends ScorerContract {
        private static final NcfModel MODEL =
                SmallModels.train(SmallModels.configs().get(3), 30, 70);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    /** More items than any block of the engine holds, and the default widths. */
    @Nested
    class OfManyItems extends ScorerContract {
        private static final NcfModel MODEL = SmallModels.train(NeuMf.defaults(), 2, 3001);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class OfOneUserAndTwoItems extends ScorerContract {
        private static final NcfModel MODEL = SmallModels.train(NeuMf.defaults(), 1, 2);

        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class Loaded extends ScorerContract {
        @TempDir
        Path folder;

        @Override
        protected Scorer scorer() {
            try {
                Path file = folder.resolve("model.safetensors");
                SmallModels.train(SmallModels.configs().get(3), 5, 9).save(file);
                return NcfModel.load(file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
