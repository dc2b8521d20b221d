package org.ncf4j.data;

/** Numbers in text, more strictly than the JDK reads them: no hexadecimal, no suffix, no NaN, nothing infinite. */
final class Numbers {
    private Numbers() {}

    static boolean isNumber(String text) {
        return !Double.isNaN(parse(text));
    }

    /** The number in a text, in the range of a float, or NaN if there is none. */
    static double parse(String text) {
        String trimmed = text.strip();
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
                return Double.NaN;
            }
        }
        try {
            double number = Double.parseDouble(trimmed);
            return Float.isFinite((float) number) ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
