package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's pieces of Java are one program, which runs on the guide's own data. */
class GuideTest {
    private static final Path GUIDE =
            Path.of(System.getProperty("ncf.root", "..")).resolve(Path.of("docs", "guide.md"));

    @TempDir
    Path folder;

    @Test
    void runsFromTopToBottom() throws IOException, InterruptedException {
        StringBuilder imports = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (String block : blocks("java")) {
            block.lines().forEach(line -> (line.startsWith("import ") ? imports : body).append(line + "\n"));
        }
        Path source = Files.writeString(
                folder.resolve("Guide.java"),
                imports + "class Guide {\n    public static void main(String[] args) throws Exception {\n" + body
                        + "    }\n}\n");
        Files.writeString(folder.resolve("orders.csv"), blocks("csv").get(0));
        Path output = folder.resolve("output.txt");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        classPath(),
                        source.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, java.waitFor(), Files.readString(output));
        String printed = Files.readString(output);
        assertTrue(printed.contains("2 users, 3 items, 3 positives"), printed);
        assertTrue(printed.contains("epoch 10: loss "), printed);
        assertTrue(Files.exists(folder.resolve(Path.of("report", "report.html"))));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** Surefire hides it in the manifest of a jar, which the compiler of a source file does not read. */
    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return path.replace(File.pathSeparator + File.pathSeparator, File.pathSeparator);
    }
}
