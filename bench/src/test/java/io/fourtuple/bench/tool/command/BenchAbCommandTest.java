package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.measure.ab.AbBenchmark;
import io.fourtuple.bench.measure.ab.AbOptions;
import io.fourtuple.bench.publish.record.RandomOrder;
import io.fourtuple.bench.publish.record.RunFolder;
import io.fourtuple.bench.publish.record.RunVerdict;

class BenchAbCommandTest
{
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args)
    {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "bench ab                                 | the command to compare is missing behind --",
        "bench ab cycle                           | the command to compare is missing behind --",
        "bench ab . . --                          | the command to compare is missing behind --",
        "bench ab . . . -- cycle                  | two builds are compared, A and B: . . .",
        "bench ab -- frob                         | no such command: frob; there are cycle, latency",
        "bench ab -- bench frob                   | no such command: frob; there are",
        "bench ab -- ss                           | it records nothing that can be compared: ss; there are",
        "bench ab -- ab                           | it records nothing that can be compared: ab; there are",
        "bench ab -- cycle --record               | each run is recorded anyway",
        "bench ab -- cycle --record=x             | each run is recorded anyway",
        "bench ab -- cycle --frob                 | behind --: Unknown option: '--frob'",
        "bench ab --b-options --frob -- cycle     | behind --: Unknown option: '--frob'",
        "bench ab --b-options --idle=x -- cycle   | 'x' is not a whole number",
        "bench ab -- cycle --help                 | behind --: --help and --version measure nothing",
        "bench ab --runs 0 -- cycle               | --runs must be 1 to 1000: --runs=0",
        "bench ab --threshold x -- cycle          | 'x' is no percentage",
        "bench ab /no/such.jar -- cycle           | no such jar: /no/such.jar",
        "bench ab . /no/such.jar -- cycle         | no such jar: /no/such.jar",
        "bench ab --json /no/such/x -- cycle      | --json: no file can be written there: /no/such/x",
        "bench ab --record . -- cycle             | --record .: here a folder is given as --record=DIR",
        "bench ab --record x.jar . -- cycle       | --record x.jar: here a folder is given as --record=DIR",
        "bench jmh --record parts.*               | --record parts.*: here a folder is given as --record=DIR",
        "bench ab --out /proc -- cycle            | --out must be a new or an empty folder: /proc"})
    void shouldRefuseInOneLineWhatCannotBeCompared(final String commandLine, final String expected)
    {
        assertEquals(2, run(commandLine.split(" ")));
        final String message = err.toString();
        assertTrue(message.startsWith("fourtuple: ") && message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals("", out.toString());
    }

    @Test
    void shouldRefuseAFileThatIsNoBuild() throws IOException
    {
        final Path text = Files.writeString(folder.resolve("text.jar"), "text");
        assertEquals(2, run("bench", "ab", text.toString(), "--", "cycle"));
        assertTrue(err.toString().contains("cannot be read as a jar: "), err.toString());
        assertEquals(2, run("bench", "ab", jar("other.jar", "x/Y.class").toString(), "--", "cycle"));
        assertTrue(err.toString().contains("no build of fourtuple: "), err.toString());
        assertEquals(2, run("bench", "ab", folder.toString(), "--", "cycle"));
        assertTrue(err.toString().contains(" has no bench/target/fourtuple.jar"), err.toString());
    }

    private Path jar(final String name, final String entry) throws IOException
    {
        final Path jar = folder.resolve(name);
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar)))
        {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return jar;
    }

    private static AbOptions parsed(final String aOptions, final String bOptions, final String... args)
    {
        final List<String> typed = List.of(args);
        final List<String> words = new ArrayList<>(typed);
        words.remove("--");
        return AbCommandLine.of(typed, words).options(aOptions, bOptions, 5, 1);
    }

    @Test
    void shouldGiveEachSideItsOwnOptionsBeforeThoseOfBoth()
    {
        final AbOptions options =
            parsed("", "--latency 'syn-to-syn-ack,cycle' --telemetry", "--", "cycle", "--idle", "1m");
        assertEquals(List.of("bench", "cycle", "--record=x", "--idle", "1m"),
            options.words(options.a(), List.of("--record=x")));
        assertEquals(List.of("bench", "cycle", "--record=x", "--latency", "syn-to-syn-ack,cycle", "--telemetry",
            "--idle", "1m"), options.words(options.b(), List.of("--record=x")));
        assertEquals("this build, with --latency syn-to-syn-ack,cycle --telemetry", options.b().toString());
        assertEquals(options.words(options.a(), List.of()),
            parsed("", "", "--", "bench", "cycle", "--idle", "1m").words(options.a(), List.of()));
        assertEquals(List.of("load"), parsed("", "", ".", "--", "load").benchmark());
        final AbOptions jmh = parsed("", "", "--", "jmh", "Table", "--", "-f", "1");
        assertEquals(List.of("bench", "jmh", "--record=x", "Table", "--", "-f", "1"),
            jmh.words(jmh.a(), List.of("--record=x")));
    }

    @Test
    void shouldSplitASidesOptionsAsAShellDoes()
    {
        final AbOptions options =
            parsed("", "--latency='syn-to-syn-ack,'\"cycle\"  --idle 1'0' --json 'a b'", "--", "cycle");
        assertEquals(List.of("--latency=syn-to-syn-ack,cycle", "--idle", "10", "--json", "a b"), options.b().options());
        assertEquals(2, run("bench", "ab", "--b-options", "--json 'a b", "--", "cycle"));
        assertEquals("fourtuple: a quote is not closed: --json 'a b", err.toString().strip());
    }

    @Test
    void shouldTellTwoJarsOfOneNameByTheirFolders() throws IOException
    {
        final String main = "io/fourtuple/bench/cli/Main.class";
        final String before = jar("before/fourtuple.jar", main).toString();
        final String after = jar("after/fourtuple.jar", main).toString();
        final AbOptions options = parsed("", "", before, after, "--", "cycle");
        assertEquals("before/fourtuple.jar", options.a().name());
        assertEquals("after/fourtuple.jar", options.b().name());
        assertTrue(options.a().classPath().startsWith(before), options.a().classPath());
        assertEquals("fourtuple.jar", parsed("", "", before, "--", "cycle").a().name());
        assertEquals("this build", parsed("", "", before, "--", "cycle").b().name());
    }

    @Test
    void shouldRunBothSidesInADrawnOrderAndRecordTheComparison() throws IOException
    {
        final Path runs = folder.resolve("runs");
        final Path record = folder.resolve("record");
        final Path json = folder.resolve("ab.json");
        final int status = run("bench", "ab", "--runs", "2", "--seed", "7", "--b-options", "--batch 64",
            "--out", runs.toString(), "--json", json.toString(), "--record=" + record, "--", "cycle",
            "--rounds", "1", "--seconds", "1", "--no-verify");
        assertEquals(0, status, () -> "two a side can tell nothing: " + out + "\n" + err);
        final List<String> lines = out.toString().lines().filter(line -> line.startsWith("run ")).toList();
        assertEquals(4, lines.size(), out.toString());
        final int[] sides = RandomOrder.draw(2, new Random(7));
        for (int i = 0; i < lines.size(); i++)
        {
            assertTrue(lines.get(i).startsWith("run " + (i + 1) + " of 4, " + "AB".charAt(sides[i]) +
                "   open and close "), lines.get(i));
        }
        assertEquals(List.of("32", "32"), settings(runs.resolve("a"), "batch"));
        assertEquals(List.of("64", "64"), settings(runs.resolve("b"), "batch"));
        assertTrue(out.toString().contains("warning: different setting: batch: 32 / 64"), out.toString());
        assertTrue(out.toString().contains("undecided"), out.toString());
        assertTrue(out.toString().contains("A: this build (2 runs), open and close"), out.toString());
        assertFalse(out.toString().contains(AbBenchmark.SAME), out.toString());
        assertEquals("2 %", RunFolder.list(record).getFirst().run().settings().get("threshold"));
        assertTrue(Files.readString(json).contains("\"by\" : \"medians of processes\""), Files.readString(json));
        final RunFolder comparison = RunFolder.list(record).getFirst();
        assertEquals("ab", comparison.run().benchmark());
        assertEquals("open and close, A", comparison.run().metrics().get(0).name());
        assertEquals("open and close, B", comparison.run().metrics().get(1).name());
        assertEquals(2, comparison.run().metrics().get(0).samples().size());
        assertTrue(comparison.run().settings().get("B").startsWith(
            "this build, with --batch 64 (2 runs), open and close"), comparison.run().settings().toString());
        assertEquals(RunVerdict.Result.NONE, comparison.run().verdict().result(), "all is undecided");
        assertTrue(comparison.run().summary().startsWith("open and close: "), comparison.run().summary());
        for (final String file : List.of(RunFolder.RUN, RunFolder.OUTPUT, "result.json", "sides.html"))
        {
            final String text = Files.readString(comparison.path().resolve(file));
            assertFalse(text.contains(folder.toString()), file + ": " + text);
        }
        assertEquals(0, run("compare", runs.resolve("a").toString(), runs.resolve("b").toString()), err::toString);
        assertEquals(2, run("bench", "ab", "--out", runs.toString(), "--", "cycle"));
    }

    @Test
    void shouldKnowTheSameBuildWithTheSameOptions() throws IOException
    {
        final String main = "io/fourtuple/bench/cli/Main.class";
        final String one = jar("one.jar", main).toString();
        final String copy = Files.copy(Path.of(one), folder.resolve("copy.jar")).toString();
        final String other = folder.resolve("other.jar").toString();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Path.of(other))))
        {
            zip.putNextEntry(new ZipEntry(main));
            zip.putNextEntry(new ZipEntry("x/Y.class"));
        }
        assertTrue(parsed("", "", "--", "cycle").isSameTwice());
        assertTrue(parsed("--batch 64", "--batch 64", "--", "cycle").isSameTwice());
        assertTrue(parsed("", "", one, copy, "--", "cycle").isSameTwice());
        assertFalse(parsed("", "--batch 64", "--", "cycle").isSameTwice());
        assertFalse(parsed("", "", one, other, "--", "cycle").isSameTwice());
        assertFalse(parsed("", "", one, "--", "cycle").isSameTwice());
    }

    private static List<String> settings(final Path side, final String name) throws IOException
    {
        return RunFolder.list(side).stream().map(run -> run.run().settings().get(name)).toList();
    }

    @Test
    void shouldEndWithTheMessageOfAFailedRun()
    {
        assertEquals(2, run("bench", "ab", "--", "cycle", "--batch", "0"));
        assertTrue(err.toString().strip().matches(
            "fourtuple: a run has failed: run 1 of 10, [AB]: --batch must be 1 to 4096: --batch=0"), err.toString());
    }

    @Test
    void shouldKeepTheRunsBeforeOneThatCrashes() throws IOException
    {
        final String broken = jar("broken.jar", "io/fourtuple/bench/cli/Main.class").toString();
        int seed = 0;
        while (RandomOrder.draw(1, new Random(seed))[0] != RandomOrder.A)
        {
            seed++;
        }
        assertEquals(1, run("bench", "ab", ".", broken, "--runs", "1", "--seed", String.valueOf(seed), "--", "cycle",
            "--rounds", "1", "--seconds", "1", "--no-verify"));
        final String message = err.toString().strip();
        assertTrue(message.startsWith("fourtuple: a run has failed: run 2 of 2, B: "), message);
        final Path a = Path.of(message.replaceFirst("(?s).*; those before it are kept: (.*), .*", "$1"));
        assertEquals(1, RunFolder.list(a).size(), message);
        try (Stream<Path> kept = Files.walk(a.getParent()))
        {
            kept.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }

    @Test
    void shouldKeepRunsThatMissedTheirCriteria() throws IOException
    {
        final Path runs = folder.resolve("runs");
        assertEquals(0, run("bench", "ab", "--runs", "1", "--out", runs.toString(), "--", "load", "--rate", "100m",
            "--duration", "200ms", "--warm-up", "0s", "--patience", "60s"), () -> out + "\n" + err);
        assertTrue(out.toString().contains("FAILED: "), out.toString());
        assertTrue(RunFolder.list(runs.resolve("b")).getFirst().run().verdict().isFail(), out.toString());
    }
}
