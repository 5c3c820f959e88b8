package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** The engine's end is noticed in the cycle in which it has come, whatever else happens in it. */
class EngineEndTest
{
    /** Data, a FIN and an ACK are owed, and the link takes none of it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndWhenTheLinkIsGoneWhileSegmentsAreOwed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(0);
        fixture.send(0, 5_000);
        fixture.tcp.close(fixture.handler.connection);
        fixture.inject(fixture.segment(".", 1, 1));
        fixture.link.down();
        final AgentTerminationException end =
            assertThrows(AgentTerminationException.class, () -> fixture.engine.doWork());
        assertEquals("link is gone: fourtuple", end.getMessage());
    }

    @Test
    void shouldEndWhenTheLinkIsGoneWhileFramesArrive()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.link.down();
        fixture.link.put(new byte[40]);
        assertThrows(AgentTerminationException.class, () -> fixture.engine.doWork());
    }

    /** An embedder's runner closes the agent, which ends the connections. */
    @Test
    void shouldEndTheRunnerThatRunsIt() throws InterruptedException
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.link.room(0);
        fixture.send(0, 5_000);
        final AgentRunner runner = new AgentRunner(NoOpIdleStrategy.INSTANCE, fixture.errors::add, null, fixture.engine);
        final Thread thread = AgentRunner.startOnThread(runner);
        fixture.link.down();
        thread.join(10_000);
        assertFalse(thread.isAlive());
        assertEquals("closed ENGINE_CLOSED", fixture.handler.events.get(1));
    }

    @Test
    void shouldEndWhenDrainedHoweverMuchJunkArrives()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.tcp.drain();
        fixture.link.put(new byte[40]);
        fixture.engine.doWork();
        fixture.tcp.abort(fixture.handler.connection);
        fixture.link.put(new byte[40]);
        final AgentTerminationException end =
            assertThrows(AgentTerminationException.class, () -> fixture.engine.doWork());
        assertEquals("drained: fourtuple", end.getMessage());
        assertEquals(fixture.counter(Counter.IP_IN_RECEIVES), fixture.counters.outcomes(), "the frame was taken and counted");
    }

    /** Waiting for room is no work: an idle strategy idles, and no cycle counts as busy. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoNoWorkWhileTheLinkIsFull(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(2);
        fixture.send(0, 10_000);
        fixture.inject(fixture.segment("P.", 1, 1).payload(100));
        final long busy = fixture.counter(Counter.LOOP_BUSY_CYCLES);
        final long waits = fixture.counter(Counter.LINK_TX_WAITS);
        for (int i = 0; i < 10; i++)
        {
            assertEquals(0, fixture.engine.doWork());
        }
        assertEquals(busy, fixture.counter(Counter.LOOP_BUSY_CYCLES));
        assertEquals(waits + 10, fixture.counter(Counter.LINK_TX_WAITS), "one look a cycle");
        assertEquals(0, fixture.counter(Counter.LINK_TX_FULL), "nothing is lost");
        fixture.link.room(1);
        assertTrue(fixture.engine.doWork() > 0);
    }
}
