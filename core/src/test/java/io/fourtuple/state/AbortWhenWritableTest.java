package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;

/** One segment makes room by its ACK and brings data; the application aborts when it is told of the room. */
class AbortWhenWritableTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropTheDataOfTheSegment(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_WMEM, 1_024));
        final RecordingHandler handler = new RecordingHandler()
        {
            @Override
            protected void onEvent(final Tcp tcp, final String event)
            {
                if (event.equals("writable"))
                {
                    assertEquals(0, tcp.abort(connection));
                }
            }
        };
        fixture.tcp.listen(Endpoint.any(80), handler);
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        assertEquals(1_024, fixture.tcp.send(handler.connection, new UnsafeBuffer(new byte[2_000]), 0, 2_000));
        fixture.work();
        fixture.inject(fixture.segment("P.", 1, 1_025).payload(10));
        assertEquals(List.of("established", "writable", "closed ABORTED"), handler.events);
        assertEquals(0, fixture.counter(Counter.WRONG_STATE));
        fixture.assertCountersAddUp();
    }
}
