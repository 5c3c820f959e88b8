package io.fourtuple.packetdrill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.fourtuple.config.Settings;

/**
 * Runs each packetdrill script: the project's own, and those of the directories that the system property
 * {@value #PROPERTY} names, separated by the platform's path separator. Each runs with Linux's TIME_WAIT, and with the
 * engine's default; {@link PolicyDifferences} has those that ask for what only one of the two does.
 */
class PacketdrillScriptsTest
{
    private static final String PROPERTY = "packetdrill.scripts";
    private static final String SUFFIX = ".pkt";
    private static final String OWN = "own";

    /** What became of the scripts of one directory. */
    private static final class Tally
    {
        private int passed;
        private int failed;
        private int aborted;
        private int differs;
        private int earlyAcks;

        @Override
        public String toString()
        {
            return "passed=" + passed + " failed=" + failed + " aborted=" + aborted +
                " otherwise by policy=" + differs + " early ACKs=" + earlyAcks;
        }
    }

    /** Settings of the engine under which each script runs. */
    private enum Under
    {
        LINUX(Host.linuxSettings()), DEFAULT(Host.smallSettings());

        private final Settings settings;

        Under(final Settings settings)
        {
            this.settings = settings;
        }
    }

    private static final PolicyDifferences DIFFERENCES = PolicyDifferences.read();
    private static final Map<String, Tally> TALLIES = new TreeMap<>();
    private static final Map<String, Integer> REASONS = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> shouldConformToOwnScripts() throws IOException, URISyntaxException
    {
        final Path directory = Path.of(getClass().getResource("/packetdrill").toURI());
        final List<DynamicTest> tests = tests(directory, OWN);
        assertFalse(tests.isEmpty(), "no scripts in " + directory);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> shouldConformToExternalScripts() throws IOException
    {
        final String directories = System.getProperty(PROPERTY, "");
        if (directories.isBlank())
        {
            System.out.println("packetdrill: external scripts were not run; to run them: mvn -pl core test" +
                " -Dtest=PacketdrillScriptsTest -D" + PROPERTY + "=DIRECTORY[" + File.pathSeparator + "DIRECTORY...]");
            return Stream.empty();
        }
        final List<DynamicTest> tests = new ArrayList<>();
        for (final String directory : directories.split(File.pathSeparator))
        {
            tests.addAll(tests(Path.of(directory), Path.of(directory).getFileName().toString()));
        }
        assertFalse(tests.isEmpty(), "no scripts in " + PROPERTY + "=" + directories);
        return tests.stream();
    }

    private static List<DynamicTest> tests(final Path directory, final String name) throws IOException
    {
        try (Stream<Path> files = Files.walk(directory))
        {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted()
                .flatMap(file -> Stream.of(Under.values())
                    .map(under -> test(under, file, name + "/" + directory.relativize(file))))
                .collect(Collectors.toList());
        }
    }

    private static DynamicTest test(final Under under, final Path file, final String name)
    {
        return DynamicTest.dynamicTest(under + " " + name, file.toUri(), () -> run(under, file, name));
    }

    private static void run(final Under under, final Path file, final String name) throws IOException
    {
        final String directory = under + " " + name.substring(0, name.lastIndexOf('/'));
        final Tally tally = TALLIES.computeIfAbsent(directory, key -> new Tally());
        tally.failed++;
        final Script script = ScriptParser.parse(name, Files.readString(file));
        if (under == Under.DEFAULT && DIFFERENCES.reason(name) != null)
        {
            final ScriptError error = assertThrows(ScriptError.class, () -> ScriptRunner.run(script, under.settings),
                "passes, though it is listed because: " + DIFFERENCES.reason(name));
            assertEquals(DIFFERENCES.line(name), error.line, error.getMessage());
            tally.failed--;
            tally.differs++;
            return;
        }
        final ScriptRunner.Result result = ScriptRunner.run(script, under.settings);
        tally.failed--;
        tally.earlyAcks += result.earlyAcks();
        if (result.abortedBecause() != null)
        {
            tally.aborted++;
            assertFalse(name.startsWith(OWN), () -> name + ": own scripts ask for what is there: " + result.abortedBecause());
            REASONS.merge(result.abortedBecause(), 1, Integer::sum);
            assumeTrue(false, name + " not built yet: " + result.abortedBecause());
        }
        tally.passed++;
    }

    @AfterAll
    static void tell()
    {
        final Tally sum = new Tally();
        TALLIES.forEach((directory, tally) ->
        {
            System.out.println("packetdrill: " + directory + ": " + tally);
            sum.passed += tally.passed;
            sum.failed += tally.failed;
            sum.aborted += tally.aborted;
            sum.differs += tally.differs;
            sum.earlyAcks += tally.earlyAcks;
        });
        REASONS.forEach((reason, count) -> System.out.println("packetdrill: " + count + " aborted: " + reason));
        System.out.println("packetdrill: all scripts: " + sum);
        TALLIES.clear();
        REASONS.clear();
    }
}
