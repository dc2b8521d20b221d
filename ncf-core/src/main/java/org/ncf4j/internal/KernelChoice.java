package org.ncf4j.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Which kernels run, and why. The system property {@code ncf.kernels} is {@code auto} (the default: vector where they can
 * be had), {@code portable}, or {@code vector} (which fails where they cannot).
 *
 * @param reason why these, to be read after their name
 */
public record KernelChoice(Kernels kernels, String reason) {
    /** The system property. */
    public static final String PROPERTY = "ncf.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String IMPLEMENTATION = "org.ncf4j.internal.VectorKernels";

    private static final class Holder {
        static final Result RESULT = choose(System.getProperty(PROPERTY, "auto"));
    }

    /** A choice, or what to say if there is none. */
    private record Result(Optional<KernelChoice> choice, String problem) {
        static Result of(Kernels kernels, String reason) {
            return new Result(Optional.of(new KernelChoice(kernels, reason)), "");
        }
    }

    /**
     * The choice of this JVM.
     *
     * @throws IllegalStateException if the system property has an unknown value or asks for what cannot be had
     */
    public static KernelChoice active() {
        Result result = Holder.RESULT;
        if (result.choice.isEmpty()) {
            throw new IllegalStateException(result.problem);
        }
        return result.choice.get();
    }

    private static Result choose(String wish) {
        return switch (wish) {
            case "portable" -> Result.of(PortableKernels.INSTANCE, "asked for by -D" + PROPERTY);
            case "auto" -> compiled() ? vector(false) : Result.of(PortableKernels.INSTANCE, "this JVM runs without C2");
            case "vector" -> vector(true);
            default ->
                new Result(
                        Optional.empty(), "-D" + PROPERTY + " must be auto, portable or vector, but is '" + wish + "'");
        };
    }

    /** Without the optimizing compiler every vector is an object, and the plain loops are faster by far. */
    private static boolean compiled() {
        String mode = System.getProperty("java.vm.info", "");
        return !mode.contains("interpreted") && !mode.contains("emulated-client");
    }

    private static Result vector(boolean required) {
        String problem;
        try {
            Optional<Module> module = module();
            if (module.isPresent()) {
                KernelChoice.class.getModule().addReads(module.get());
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Class<?> implementation = lookup.findClass(IMPLEMENTATION);
                Kernels kernels = (Kernels) lookup.findConstructor(implementation, MethodType.methodType(void.class))
                        .invoke();
                return Result.of(kernels, kernels.toString());
            }
            problem = "the JVM's option --add-modules " + MODULE + " would give the faster vector kernels";
        } catch (LinkageError | UnsupportedOperationException e) {
            problem = "no vector kernels: " + e.getMessage();
        } catch (Throwable e) { // what a method handle may throw
            problem = "no vector kernels: " + e;
        }
        return required
                ? new Result(Optional.empty(), "-D" + PROPERTY + "=vector cannot be had: " + problem)
                : Result.of(PortableKernels.INSTANCE, problem);
    }

    /** Where the library is a named module of a layer of its own, the layer decides. */
    private static Optional<Module> module() {
        ModuleLayer own = KernelChoice.class.getModule().getLayer();
        Optional<Module> found = own == null ? Optional.empty() : own.findModule(MODULE);
        return found.isPresent() ? found : ModuleLayer.boot().findModule(MODULE);
    }
}
