package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.TestLink;

/** A handler that throws, and an error handler that throws when it is told. */
class ErrorHandlerFailsTest
{
    @Test
    void shouldAbortTheConnectionAllTheSame()
    {
        final TestLink link = new TestLink(1_500);
        final Counters counters = new Counters();
        final Engine engine = new Engine(new EngineConfig(link)
            .settings(EngineFixture.smallSettings())
            .counters(counters)
            .errorHandler(ex ->
            {
                throw new IllegalStateException("told of " + ex);
            }));
        engine.tcp().listen(Endpoint.any(80), (tcp, connection, buffer, offset, length) ->
        {
            throw new IllegalArgumentException("handler");
        });
        link.put(Frames.segment("S").seq(100).bytes());
        engine.doWork();
        final SentSegment synAck = SentSegment.of(link.take());
        link.put(Frames.segment("P.").seq(101).ack(synAck.seq() + 1).payload(5).bytes());
        engine.doWork();
        assertEquals("R.", SentSegment.of(link.take()).flags());
        assertEquals(2, counters.get(Counter.HANDLER_ERRORS));
        assertEquals(0, counters.get(Counter.CURR_OPEN));
        assertEquals(TcpState.CLOSED, engine.tcp().state(1));
    }
}
