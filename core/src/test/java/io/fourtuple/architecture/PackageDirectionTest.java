package io.fourtuple.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** A package imports only packages below it. */
class PackageDirectionTest
{
    /** From the bottom to the top. */
    private static final List<String> ORDER =
        List.of(
            "app", "telemetry", "config", "wire", "link", "timewait", "flood", "congestion", "table", "timer", "state", "loop");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "fourtuple");
    /** Imports, and names written out in full. */
    private static final Pattern USE = Pattern.compile("io\\.fourtuple\\.([a-z]+)\\.[A-Z]");

    @Test
    void shouldImportOnlyPackagesBelow() throws IOException
    {
        final List<String> wrong = new ArrayList<>();
        int files = 0;
        for (final String name : ORDER)
        {
            try (Stream<Path> sources = Files.list(SOURCES.resolve(name)))
            {
                for (final Path source : sources.toList())
                {
                    files++;
                    // A package-info points at what belongs to it from wherever it stands.
                    final String text = Files.readString(source).replaceAll("(?s)/\\*\\*.*?\\*/", "");
                    final Matcher matcher = USE.matcher(text);
                    while (matcher.find())
                    {
                        if (ORDER.indexOf(matcher.group(1)) > ORDER.indexOf(name))
                        {
                            wrong.add(source + " uses " + matcher.group(1));
                        }
                    }
                }
            }
        }
        assertTrue(files > 50, "files: " + files);
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldSayInEachPackageWhatItIsFor() throws IOException
    {
        try (Stream<Path> packages = Files.list(SOURCES))
        {
            final List<String> names = packages.map(path -> path.getFileName().toString()).sorted().toList();
            assertEquals(ORDER.stream().sorted().toList(), names);
        }
        for (final String name : ORDER)
        {
            assertTrue(Files.exists(SOURCES.resolve(name).resolve("package-info.java")), name);
        }
    }
}
