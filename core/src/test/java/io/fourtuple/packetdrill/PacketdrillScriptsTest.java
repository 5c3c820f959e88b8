package io.fourtuple.packetdrill;

import static org.junit.jupiter.api.Assertions.assertFalse;
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

/**
 * Runs each packetdrill script: the project's own, and those of the directories that the system property
 * {@value #PROPERTY} names, separated by the platform's path separator.
 */
class PacketdrillScriptsTest
{
    private static final String PROPERTY = "packetdrill.scripts";
    private static final String SUFFIX = ".pkt";

    /** What became of the scripts of one directory. */
    private static final class Tally
    {
        private int passed;
        private int failed;
        private int aborted;
        private int earlyAcks;

        @Override
        public String toString()
        {
            return "passed=" + passed + " failed=" + failed + " aborted=" + aborted + " early ACKs=" + earlyAcks;
        }
    }

    private static final Map<String, Tally> TALLIES = new TreeMap<>();
    private static final Map<String, Integer> REASONS = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> shouldConformToOwnScripts() throws IOException, URISyntaxException
    {
        final Path directory = Path.of(getClass().getResource("/packetdrill").toURI());
        final List<DynamicTest> tests = tests(directory, "own");
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
                .map(file -> DynamicTest.dynamicTest(name + "/" + directory.relativize(file), file.toUri(),
                    () -> run(file, name + "/" + directory.relativize(file))))
                .collect(Collectors.toList());
        }
    }

    private static void run(final Path file, final String name) throws IOException
    {
        final String directory = name.substring(0, name.lastIndexOf('/'));
        final Tally tally = TALLIES.computeIfAbsent(directory, key -> new Tally());
        tally.failed++;
        final ScriptRunner.Result result = ScriptRunner.run(ScriptParser.parse(name, Files.readString(file)));
        tally.failed--;
        tally.earlyAcks += result.earlyAcks();
        if (result.abortedBecause() != null)
        {
            tally.aborted++;
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
            sum.earlyAcks += tally.earlyAcks;
        });
        REASONS.forEach((reason, count) -> System.out.println("packetdrill: " + count + " aborted: " + reason));
        System.out.println("packetdrill: all scripts: " + sum);
        TALLIES.clear();
        REASONS.clear();
    }
}
