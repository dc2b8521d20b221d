package org.ncf4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of the packages, and what the library keeps away from so that every run gives the same bits. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ncf4j");

    /** {@code internal < nn < model < recommend} and {@code internal < data < model}: no package looks up. */
    @ParameterizedTest
    @CsvSource({
        "internal, nn",
        "internal, data",
        "internal, model",
        "internal, recommend",
        "nn, data",
        "nn, model",
        "nn, recommend",
        "data, nn",
        "data, model",
        "data, recommend",
        "model, recommend"
    })
    void packagesDoNotLookUp(String lower, String upper) {
        check(noClasses()
                .that()
                .resideInAPackage("org.ncf4j." + lower + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.ncf4j." + upper + ".."));
    }

    @Test
    void packagesFormNoCycle() {
        check(slices().matching("org.ncf4j.(**)").should().beFreeOfCycles());
    }

    /** Model files are tensors and JSON. Exceptions and enums are serializable by birth, and only they. */
    @Test
    void nothingIsSerialized() {
        check(noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .and()
                .areNotEnums()
                .should()
                .beAssignableTo(Serializable.class));
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Serializable.class, ObjectInputStream.class, ObjectOutputStream.class));
    }

    /** No file says which class is loaded: only the kernels are found by name, one that is written in the code. */
    @Test
    void noClassIsLoadedByAName() {
        check(noClasses()
                .that()
                .doNotHaveSimpleName("KernelChoice")
                .should()
                .accessTargetWhere(describe("a class by its name", ArchitectureTest::isOfClassLoading)));
    }

    private static boolean isOfClassLoading(JavaAccess<?> access) {
        return Set.of("forName", "loadClass", "findClass", "defineClass")
                .contains(access.getTarget().getName());
    }

    @Test
    void nothingIsPrinted() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }

    /** A draw is a hash of seed, purpose, epoch and index, never the next value of a stream. */
    @Test
    void nothingDrawsFromASharedStream() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class, SecureRandom.class));
        check(noClasses().should().accessTargetWhere(isMath(Set.of("random"))));
    }

    /** {@code Math} may be one ulp off, each JVM in its own way; {@code StrictMath} may not. */
    @Test
    void noFunctionOfMathWithFreedomInItsLastBit() {
        check(noClasses()
                .should()
                .accessTargetWhere(isMath(Set.of(
                        "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos", "tan", "asin",
                        "acos", "atan", "atan2", "sinh", "cosh", "tanh"))));
    }

    private static DescribedPredicate<JavaAccess<?>> isMath(Set<String> names) {
        return describe(
                "the target is one of Math." + names,
                access -> access.getTargetOwner().isEquivalentTo(Math.class) && names.contains(access.getName()));
    }

    /** {@code Math.fma} is hundreds of times slower where the processor has no such instruction; {@code Fma} is not. */
    @Test
    void fusedMultiplyAddsGoThroughFma() {
        check(noClasses().that().doNotHaveSimpleName("Fma").should().accessTargetWhere(isMath(Set.of("fma"))));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
