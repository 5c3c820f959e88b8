package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.TestLink;

/** A nanosecond clock may begin anywhere, and run through its overflow, or through 0, while deadlines are set. */
class ClockOverflowTest
{
    private static final long MS = 1_000_000;

    private long nowNs;

    /** A SYN that is sent again after 1, 2 and 4 s, with the clock's edge after 2.5 s. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 0, 1_234_567_890_123L})
    void shouldFireInTimeWhereverTheClockStands(final long edgeNs)
    {
        nowNs = edgeNs - 2_500 * MS - 123_456;
        final TestLink link = new TestLink(1_500);
        final Engine engine = new Engine(new EngineConfig(link).settings(EngineFixture.smallSettings())
            .clock(() -> nowNs).random(new SplittableRandom(1)::nextLong));
        final FourTuple tuple = new FourTuple().family(false).remote(0, Endpoint.of("198.18.0.9", 80).lo(), 80)
            .local(0, Endpoint.of("198.18.0.2", 80).lo(), 0);
        engine.tcp().connect(tuple, new RecordingHandler(), 0);
        final List<Integer> sentAtMs = new ArrayList<>();
        for (int ms = 0; ms < 8_000; ms++)
        {
            engine.doWork();
            while (link.take() != null)
            {
                sentAtMs.add(ms);
            }
            nowNs += MS;
        }
        assertEquals(List.of(0, 1_024, 3_072, 7_168), sentAtMs);
        engine.onClose();
    }
}
