package io.fourtuple.bench.publish.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentileTextTest
{
    @TempDir
    private Path folder;

    private Path text(final String text) throws IOException
    {
        return Files.writeString(folder.resolve("some.hgrm"), text);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadBackWhatHdrHistogramWrites(final boolean isCsv) throws IOException
    {
        final Histogram original = new Histogram(3);
        final SplittableRandom random = new SplittableRandom(20_261_130);
        for (int i = 0; i < 100_000; i++)
        {
            original.recordValue((long)(50_000 / Math.sqrt(1 - random.nextDouble())));
        }
        final Path file = folder.resolve("some.hgrm");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8))
        {
            original.outputPercentileDistribution(out, 5, 1e3, isCsv);
            out.println("#[Values in us]");
        }
        final PercentileText text = PercentileText.read(file, Optional.empty());
        assertEquals(Optional.of("us"), text.unit());
        assertEquals(original.getTotalCount(), text.histogram().getTotalCount());
        for (final double percentile : new double[]{0, 50, 75, 90, 99, 99.9, 100})
        {
            final double expected = original.getValueAtPercentile(percentile);
            // A percentile between two lines is that of the next one.
            final double most = original.getValueAtPercentile(100 - (100 - percentile) * 0.85);
            final double value = text.histogram().getValueAtPercentile(percentile);
            assertTrue(value >= expected * 0.9999 && value <= most * 1.001, percentile + ": " + expected + " " + value);
        }
    }

    @ParameterizedTest
    @CsvSource({"ns, 10", "us, 10000", "ms, 10000000", "s, 10000000000"})
    void shouldTakeTheUnitGivenForThatOfTheText(final String unit, final long expected) throws IOException
    {
        final Path file = text("Value Percentile TotalCount 1/(1-Percentile)\n\n10 1.0 3\n#[Values in ms]\n");
        final Histogram histogram = PercentileText.read(file, Optional.of(unit)).histogram();
        assertTrue(histogram.valuesAreEquivalent(expected, histogram.getMaxValue()), unit);
        assertEquals(3, histogram.getTotalCount());
    }

    @Test
    void shouldReadOneWithoutValues() throws IOException
    {
        final Path file = folder.resolve("some.hgrm");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8))
        {
            new Histogram(3).outputPercentileDistribution(out, 5, 1e3);
        }
        assertEquals(0, PercentileText.read(file, Optional.empty()).histogram().getTotalCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10 0.5 7 2.0\n", "Value Percentile TotalCount\nx 0.5 7\n",
        "Value Percentile TotalCount\n10 0.5 7 2.0\n20 1.0 6\n", "Value Percentile TotalCount\n10 0.5\n",
        "Value Percentile TotalCount\n1e300 1.0 7\n", "Value Percentile TotalCount\n1 1.0 99999999999999999999\n"})
    void shouldRefuseWhatIsNone(final String text) throws IOException
    {
        final Path file = text(text);
        final BadRunException ex =
            assertThrows(BadRunException.class, () -> PercentileText.read(file, Optional.empty()));
        assertTrue(ex.getMessage().startsWith("some.hgrm"), ex.getMessage());
    }
}
