package org.ncf4j.nn;

/** STUB by the engine's author: how a parameter's first values are drawn. toString and parse are inverse: "gaussian(0.01)", "glorot", "he", "lecun", "zeros". */
public record Initializer(Kind kind, double standardDeviation) {
    public enum Kind { GAUSSIAN, GLOROT, HE, LECUN, ZEROS }

    public static Initializer gaussian(double standardDeviation) { return new Initializer(Kind.GAUSSIAN, standardDeviation); }
    public static Initializer glorot() { return new Initializer(Kind.GLOROT, 0); }
    public static Initializer he() { return new Initializer(Kind.HE, 0); }
    public static Initializer lecun() { return new Initializer(Kind.LECUN, 0); }
    public static Initializer zeros() { return new Initializer(Kind.ZEROS, 0); }
    public static Initializer parse(String text) { throw new UnsupportedOperationException(); }
}
