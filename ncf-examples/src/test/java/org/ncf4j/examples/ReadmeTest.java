package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows what the project outside compiles and runs. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("ncf.root", ".."));

    @Test
    void showsTheQuickStartAsItRuns() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertTrue(block.find(), "README.md has no java block");
        Path source = ROOT.resolve(Path.of("consumer", "src", "main", "java", "consumer", "QuickStart.java"));
        String quickStart = Files.readString(source);
        assertEquals(quickStart.substring(quickStart.indexOf("import ")), block.group(1));
        // the class, without the package and the blank lines
        long lines = quickStart.lines().filter(line -> !line.isBlank()).count();
        assertTrue(lines <= 20, lines + " lines");
    }
}
