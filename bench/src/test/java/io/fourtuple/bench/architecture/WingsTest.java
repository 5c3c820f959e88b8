package io.fourtuple.bench.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The module's wings, from the bottom to the top: each imports only those before it. */
class WingsTest
{
    private static final List<String> ORDER = List.of("base", "publish", "measure", "load", "tool");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "fourtuple", "bench");
    /** Imports, and names written out in full. */
    private static final Pattern USE = Pattern.compile("io\\.fourtuple\\.bench\\.([a-z]+)\\.[\\w.]*[A-Z]");
    private static final Pattern TYPE = Pattern.compile(
        "(?m)^(?:public |final |abstract |sealed |non-sealed )*(?:class|interface|enum|record|@interface) (\\w+)");
    /** The one name that points up: a process is told which class to run. */
    private static final String MAIN_CLASS = "public static final String MAIN_CLASS";

    @Test
    void shouldImportOnlyWingsBelow() throws IOException
    {
        final List<String> wrong = new ArrayList<>();
        int files = 0;
        for (final String wing : ORDER)
        {
            for (final Path source : sources(wing))
            {
                files++;
                final Matcher matcher = USE.matcher(code(source));
                while (matcher.find())
                {
                    if (ORDER.indexOf(matcher.group(1)) > ORDER.indexOf(wing))
                    {
                        wrong.add(source + " uses " + matcher.group(1));
                    }
                }
            }
        }
        assertTrue(files > 400, "files: " + files);
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldHaveNoOtherWings() throws IOException
    {
        try (Stream<Path> wings = Files.list(SOURCES))
        {
            assertEquals(ORDER.stream().sorted().toList(),
                wings.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void shouldSayInEachPackageWhatItIsFor() throws IOException
    {
        for (final String wing : ORDER)
        {
            for (final Path source : sources(wing))
            {
                assertTrue(Files.exists(source.resolveSibling("package-info.java")), source.toString());
            }
        }
    }

    /** Whoever reads a name need not ask which of several it is. */
    @Test
    void shouldGiveNoTwoTypesTheSameName() throws IOException
    {
        final Map<String, Path> seen = new HashMap<>();
        for (final String wing : ORDER)
        {
            for (final Path source : sources(wing))
            {
                final Matcher matcher = TYPE.matcher(code(source));
                while (matcher.find())
                {
                    final Path other = seen.put(matcher.group(1), source);
                    assertEquals(null, other, () -> source + " and " + other);
                }
            }
        }
    }

    private static List<Path> sources(final String wing) throws IOException
    {
        try (Stream<Path> sources = Files.walk(SOURCES.resolve(wing)))
        {
            return sources.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }

    /** Without Javadoc, which points at what belongs to a class from wherever it stands, and without the one name. */
    private static String code(final Path source) throws IOException
    {
        final String text = Files.readString(source).replaceAll("(?s)/\\*\\*.*?\\*/", "");
        return text.lines().filter(line -> !line.contains(MAIN_CLASS)).reduce("", (all, line) -> all + line + "\n");
    }
}
