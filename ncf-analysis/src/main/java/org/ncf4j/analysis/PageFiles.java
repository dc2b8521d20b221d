package org.ncf4j.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The style and the scripts that the page holds, and what it allows a browser to do. */
final class PageFiles {
    /** Modules of D3 that the map's zoom is made of, each after those it needs. */
    private static final List<String> MODULES = List.of(
            "d3-color",
            "d3-dispatch",
            "d3-ease",
            "d3-timer",
            "d3-selection",
            "d3-interpolate",
            "d3-drag",
            "d3-transition",
            "d3-zoom");

    private PageFiles() {}

    static String style() {
        return read("page/report.css");
    }

    /** The page's own script, behind the modules it uses and their licences. */
    static String script() {
        Map<String, String> licences = new LinkedHashMap<>();
        StringBuilder modules = new StringBuilder();
        for (String module : MODULES) {
            licences.merge(read(module + "/LICENSE").strip(), module, (a, b) -> a + ", " + b);
            modules.append(read(module + "/" + module + ".min.js").strip()).append('\n');
        }
        StringBuilder script = new StringBuilder();
        licences.forEach((text, names) ->
                script.append("/*\n").append(names).append("\n\n").append(text).append("\n*/\n"));
        return script.append(modules).append(read("page/report.js")).toString();
    }

    /**
     * A content security policy: nothing from elsewhere, no style and no script but these.
     *
     * @param script empty if there is none
     */
    static String policy(String style, String script) {
        return "default-src 'none'; img-src data:; style-src " + source(style)
                + (script.isEmpty() ? "" : "; script-src " + source(script))
                + "; base-uri 'none'; form-action 'none'";
    }

    /** As the policy names a text that is part of the page. */
    private static String source(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A file of this jar, its lines ended as browsers see them. */
    private static String read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of this jar", e);
        }
    }
}
