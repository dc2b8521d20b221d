package org.ncf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public top-level types of the packages that users see: one more is one more to keep for ever. */
class PublicTypesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ncf4j");

    @ParameterizedTest
    @CsvSource({
        "data, IdIndex InteractionFormatException InteractionReader Interactions LabeledPairs NegativeSampler SimulatedShop"
                + " Split SplitCheck",
        "nn, Activation Adam Dense Embedding Engine Initializer Layer LearningRate Loss Optimizer Parameter Sgd",
        "model, Blend EarlyStopping EpochReport Fitting Gmf ImplicitAls ItemItemModel LogitDecomposition Mf Mlp Model ModelConfig ModelFormatException NcfModel NegativeSampling NeuMf"
                + " Pretraining Regularization Scorer Trainer TrainingConfig TrainingDivergedException TrainingListener TrainingResult TrainingStoppedException",
        "recommend, Newcomer RecommendOptions Recommendation Recommender RecommenderHandle"
    })
    void aPackageShowsTheseTypesAndNoOthers(String name, String types) {
        TreeSet<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().equals("org.ncf4j." + name)
                    && type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                found.add(type.getSimpleName());
            }
        }

        assertEquals(types, String.join(" ", found));
    }
}
