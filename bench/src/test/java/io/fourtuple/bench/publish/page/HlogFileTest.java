package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.base.HistogramLog;

class HlogFileTest
{
    private static final long START_MS = SampleRuns.START_MS;

    @TempDir
    private Path folder;

    private Path log(final int intervals) throws IOException
    {
        final Path file = folder.resolve("some.hlog");
        try (HistogramLog log = new HistogramLog(file, "a test"))
        {
            for (int i = 0; i < intervals; i++)
            {
                final Histogram histogram = new Histogram(3);
                histogram.recordValueWithCount(100, 10);
                histogram.recordValue(i == 4_321 ? 9_000_000 : 200 + i % 10);
                log.write(null, START_MS + i * 100L, START_MS + (i + 1) * 100L, histogram);
            }
        }
        return file;
    }

    @Test
    void shouldReadTheIntervalsAndTheTotalOfEachTag() throws IOException
    {
        final Path file = folder.resolve("tags.hlog");
        SampleRuns.log(file, 1, 3, "A", "B");
        final HlogFile log = HlogFile.read(file);
        assertEquals(List.of("A", "B"), log.histograms().stream().map(LoggedHistogram::tag).toList());
        final LoggedHistogram one = log.histogram("B").orElseThrow();
        assertEquals(60_000, one.total().getTotalCount());
        assertEquals(3, one.intervals().size());
        assertEquals(START_MS + 1_000, one.intervals().get(1).startMs());
        assertEquals(20_000, one.intervals().get(1).perSecond());
        assertEquals(one.total().getMaxValue(),
            one.intervals().stream().mapToDouble(LogInterval::max).max().orElseThrow());
        assertEquals(Optional.empty(), log.histogram(null));
        assertEquals(Optional.of(Unit.NS), log.unit());
        assertEquals(List.of(), log.problems());
    }

    @Test
    void shouldAddUpNeighboursOfManyIntervalsAndKeepTheHighestValue() throws IOException
    {
        final LoggedHistogram one = HlogFile.read(log(5_000)).histograms().getFirst();
        assertEquals(9, one.merged());
        assertEquals(556, one.intervals().size());
        assertEquals(55_000, one.intervals().stream().mapToLong(LogInterval::count).sum());
        final LogInterval peak = one.intervals().get(4_321 / 9);
        assertEquals(one.total().getMaxValue(), (long)peak.max());
        assertTrue(peak.max() >= 9_000_000, () -> "max=" + peak.max());
        // HdrHistogram writes milliseconds, cut off.
        assertEquals(900, peak.endMs() - peak.startMs(), 1);
        assertEquals(110, peak.perSecond(), 0.2);
        assertEquals(100, peak.p50());
    }

    @Test
    void shouldReadTagsInUtf8() throws IOException
    {
        final Path file = folder.resolve("tags.hlog");
        SampleRuns.log(file, 1, 2, "größe", "日本-μs");
        final HlogFile log = HlogFile.read(file);
        assertEquals(List.of("größe", "日本-μs"), log.histograms().stream().map(LoggedHistogram::tag).toList());
        assertEquals(40_000, log.histogram("größe").orElseThrow().total().getTotalCount());
        assertEquals(List.of(), log.problems());
    }

    @Test
    void shouldReadAPackedLogAsFarAsItGoes() throws IOException
    {
        final Path file = folder.resolve("packed.hlog.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file)))
        {
            Files.copy(log(200), out);
        }
        assertEquals(200, HlogFile.read(file).histograms().getFirst().intervals().size());
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        final HlogFile half = HlogFile.read(file);
        final int intervals = half.histograms().getFirst().intervals().size();
        assertTrue(intervals > 20 && intervals < 180, "intervals=" + intervals);
        assertEquals("packed.hlog.gz: its end is missing, or cannot be unpacked", half.problems().getLast());
    }

    @Test
    void shouldReadWhatIsWholeOfALogThatIsCutOff() throws IOException
    {
        final Path file = log(20);
        final byte[] bytes = Files.readAllBytes(file);
        for (int length = bytes.length - 2; length > bytes.length - 60; length -= 7)
        {
            Files.write(file, Arrays.copyOf(bytes, length));
            final HlogFile log = HlogFile.read(file);
            assertEquals(19, log.histograms().getFirst().intervals().size(), "length=" + length);
            assertEquals(1, log.problems().size(), "length=" + length);
            assertTrue(log.problems().getFirst().startsWith("some.hlog, line 24: no histogram can be read"),
                log.problems().getFirst());
        }
    }

    @Test
    void shouldSurviveAnyByteThatIsWrong() throws IOException
    {
        final Path file = log(5);
        final byte[] bytes = Files.readAllBytes(file);
        final long seed = 20_261_121;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int turn = 0; turn < 300; turn++)
        {
            final byte[] spoiled = bytes.clone();
            for (int i = 0; i <= turn % 4; i++)
            {
                spoiled[random.nextInt(spoiled.length)] = (byte)random.nextInt();
            }
            Files.write(file, spoiled);
            final HlogFile log = HlogFile.read(file);
            final int intervals = log.histograms().stream().mapToInt(one -> one.intervals().size()).sum();
            assertTrue(intervals <= 10, "turn " + turn + " of seed " + seed + ": intervals=" + intervals);
        }
    }

    @Test
    void shouldSayOfManyBrokenLinesHowMany() throws IOException
    {
        final Path file = folder.resolve("broken.hlog");
        Files.writeString(file, "1.0,1.0,1.0,HISTnonsense\n".repeat(10) + "\u0000\u0001\n");
        final HlogFile log = HlogFile.read(file);
        assertEquals(List.of(), log.histograms());
        assertEquals(4, log.problems().size());
        assertEquals("broken.hlog: 8 more lines cannot be read", log.problems().getLast());
    }

    @Test
    void shouldTakeAnIntervalWithoutValuesAsAGap() throws IOException
    {
        final Path file = folder.resolve("empty.hlog");
        try (HistogramLog log = new HistogramLog(file, "a test"))
        {
            log.write(null, START_MS, START_MS + 1_000, new Histogram(3));
        }
        final LoggedHistogram one = HlogFile.read(file).histograms().getFirst();
        assertEquals(0, one.total().getTotalCount());
        assertTrue(Double.isNaN(one.intervals().getFirst().max()), one.intervals().toString());
        assertEquals(0, one.intervals().getFirst().perSecond());
    }

    @Test
    void shouldReadTimesThatAreRelativeToTheLogsStart() throws IOException
    {
        final Path file = log(2);
        final String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        final StringBuilder relative = new StringBuilder("#[StartTime: 1441812279.474 (seconds since epoch)]\n" +
            "#[Values in µs]\n");
        text.lines().filter(line -> line.startsWith("1795")).forEach(line ->
            relative.append("0.5").append(line.substring(line.indexOf(','))).append('\n'));
        Files.writeString(file, relative.toString());
        final HlogFile log = HlogFile.read(file);
        assertEquals(1_441_812_279_974.0, log.histograms().getFirst().intervals().getFirst().startMs(), 1);
        assertEquals(Optional.of("us"), log.unit().map(Unit::symbol));
    }
}
