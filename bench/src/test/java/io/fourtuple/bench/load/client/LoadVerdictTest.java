package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.base.Latencies;

class LoadVerdictTest
{
    private static LoadResult result(final boolean isMissed)
    {
        final LoadCounts counts = new LoadCounts();
        counts.add(OFFERED, 1_000);
        counts.add(OPENED, 1_000);
        counts.add(ESTABLISHED, 990);
        counts.add(TIMED_OUT, 7);
        counts.add(REFUSED, 2);
        counts.add(RESET, 1);
        counts.add(FAILED_AFTER_LOSS, 5);
        return result(counts, isMissed);
    }

    private static LoadResult result(final LoadCounts counts, final boolean isMissed)
    {
        final Histogram synAcks = Latencies.newHistogram();
        final Histogram established = Latencies.newHistogram();
        for (int i = 1; i <= 1_000; i++)
        {
            synAcks.recordValue(i * 1_000L);
            established.recordValue(i * 10_000L);
        }
        final TargetCounters target = new TargetCounters(5_000, 4_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        final PhaseResult phase = new PhaseResult(0, 2_000_000_000L, 0, counts, target, synAcks, established);
        final LoadRow row = new LoadRow(1, 1, counts, target, 55, null, null);
        return new LoadResult(LoadPlan.defaults(), 2_000_000_000L, List.of(row), List.of(phase), counts, target,
            isMissed, false, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "established>=99%, 99.0000%, true", "established>=99.01%, 99.0000%, false", "established>=990, 990, true",
        "established = 990, 990, true", "failed<10, 10, false", "failed<=10, 10, true", "failed<=1%, 1.0000%, true",
        "timeout>7, 7, false", "refused=2, 2, true", "reset<2, 1, true", "reached>=99.49%, 99.4974%, true",
        "reached>=100%, 99.4974%, false", "open<=55, 55, true", "syns>=2.5k, '2,500', true",
        "cookies>=2k, '2,000', true", "rate>495, 495, false", "lost=0, 0, true", "broken=0, 0, true",
        "p50<5.1ms, 5.001 ms, true", "p99<9900us, 9.904 ms, false", "p99.9<=10ms, 9.994 ms, true",
        "max<10.1ms, 10.002 ms, true", "mean>1us, 5.005 ms, true", "synack-p99<1ms, 0.990 ms, true",
        "synack-max<1s, 1.000 ms, true"})
    void shouldCompare(final String text, final String value, final boolean isMet)
    {
        final Criterion criterion = Criterion.parse(text);
        final double measured = criterion.value(result(false));
        assertEquals(value, criterion.format(measured));
        assertEquals(isMet, criterion.isMet(measured));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "p99           | a criterion is a measure",
        "p99<          | a criterion is a measure",
        "p99<5         | '5' needs a unit: us, ms or s",
        "p99<5min5     | 'p99<5min5'",
        "p99<5%        | p99 is a time, not a share",
        "p100<5ms      | no such measure: p100",
        "latency<5ms   | no such measure: latency; there are established, failed",
        "open<5%       | open is a number, not a share",
        "reached>=5    | reached is a share, with % behind it",
        "failed<1.2.3  | 'failed<1.2.3'",
        "failed<5ms    | 'failed<5ms'",
        "p99<<5ms      | a criterion is a measure"})
    void shouldSayWhatIsWrongWithACriterion(final String text, final String expected)
    {
        final String message =
            assertThrows(IllegalArgumentException.class, () -> Criterion.parse(text)).getMessage();
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("established>=99.9%"), message);
    }

    @Test
    void shouldMeetNothingByALatencyThatWasNotMeasured()
    {
        assertFalse(Criterion.parse("p99<5ms").isMet(Double.NaN));
        assertEquals("nothing measured", Criterion.parse("p99<5ms").format(Double.NaN));
    }

    @Test
    void shouldPassOnlyIfAllDoes()
    {
        final List<Criterion> met = List.of(Criterion.parse("established>=99%"), Criterion.parse("p99<10ms"));
        assertTrue(new LoadVerdict(result(false), met).isPassed());
        assertFalse(new LoadVerdict(result(true), met).isPassed());
        assertFalse(new LoadVerdict(result(false), List.of(Criterion.parse("failed=0"))).isPassed());
        final LoadVerdict verdict = new LoadVerdict(result(true), met);
        assertEquals("FAIL  rate kept (>=99%)            1,000 of 1,000 offered were opened in time",
            verdict.lines().get(0).toString());
        assertEquals("PASS  established>=99%             99.0000%", verdict.lines().get(1).toString());
    }

    /** 1,894 of 4,000 that failed passed, since only the clock was judged. */
    @Test
    void shouldFailIfConnectionsFailAndNothingIsExpected()
    {
        final LoadCounts counts = counts(4_000);
        counts.add(ESTABLISHED, 2_106);
        counts.add(TIMED_OUT, 1_894);
        final LoadVerdict verdict = new LoadVerdict(result(counts, false), List.of());
        assertFalse(verdict.isPassed());
        assertEquals(List.of("PASS  rate kept (>=99%)            4,000 of 4,000 offered were opened in time",
            "FAIL  established>=99%             52.6500%, 2,106 of 4,000, by default; --expect sets another limit",
            "FAIL  failed<0.001%                47.3500%, 1,894 of 4,000, by default; --expect sets another limit",
            "PASS  broken<0.001%                0.0000%, 0 of 4,000, by default; --expect sets another limit"),
            verdict.lines().stream().map(LoadVerdict.Line::toString).toList());
    }

    /** RFC 9411 7.1.3.3: fewer than 1 of 100,000. */
    @ParameterizedTest
    @CsvSource({"1000000, 9, 0, true", "1000000, 10, 0, false", "1000000, 0, 9, true", "1000000, 0, 10, false",
        "1000, 0, 0, true", "1000, 1, 0, false", "1000, 0, 1, false"})
    void shouldAllowFewerThanOneOfAHundredThousandToFail(
        final long offered, final long failed, final long broken, final boolean isPassed)
    {
        final LoadCounts counts = counts(offered);
        counts.add(ESTABLISHED, offered - failed);
        counts.add(RESET, failed);
        counts.add(BROKEN, broken);
        assertEquals(isPassed, new LoadVerdict(result(counts, false), List.of()).isPassed());
    }

    /** The link went down: neither established nor failed. */
    @Test
    void shouldFailIfConnectionsAreStillUnderWay()
    {
        final LoadCounts counts = counts(1_000);
        counts.add(ESTABLISHED, 980);
        assertFalse(new LoadVerdict(result(counts, false), List.of()).isPassed());
    }

    @ParameterizedTest
    @CsvSource({"failed<=50%, true", "established>=50%, true", "reached>=50%, true", "failed<10, false",
        "timeout<=1900, false", "broken<=50%, false", "p99<1s, false"})
    void shouldJudgeByTheUsersCriterionInstead(final String own, final boolean isPassed)
    {
        final LoadCounts counts = counts(4_000);
        counts.add(ESTABLISHED, 2_106);
        counts.add(TIMED_OUT, 1_894);
        assertEquals(isPassed,
            new LoadVerdict(result(counts, false), List.of(Criterion.parse(own))).isPassed());
        counts.add(BROKEN, 5);
        assertFalse(new LoadVerdict(result(counts, false), List.of(Criterion.parse(own))).isPassed(), "broken ones count, too");
    }

    private static LoadCounts counts(final long offered)
    {
        final LoadCounts counts = new LoadCounts();
        counts.add(OFFERED, offered);
        counts.add(OPENED, offered);
        return counts;
    }
}
