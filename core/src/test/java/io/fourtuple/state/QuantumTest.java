package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** However much one connection has to send, in small segments, the others' turn comes in the same cycle. */
class QuantumTest
{
    private static final int QUANTUM = 64;

    @Test
    void shouldSendNoMoreThanAQuantumACycleAndThenServeTheOthers()
    {
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.TCP_WMEM, 1 << 20).with(Setting.SEND_MEMORY, 4 << 20)));
        peers.join(2, 48);
        peers.fixture.inject(peers.segment(0, ".", 0).window(65_535));
        peers.discard();
        peers.send(0, 40_000);
        peers.send(1, 40);
        peers.fixture.engine.doWork();
        int sent = 0;
        int toOther = 0;
        for (byte[] frame = peers.fixture.link.take(); frame != null; frame = peers.fixture.link.take())
        {
            sent++;
            toOther += Crowd.numberOf(frame) == 1 ? 1 : 0;
        }
        assertEquals(1, toOther);
        assertEquals(QUANTUM + 1, sent);
        int cycles = 1;
        while (peers.fixture.engine.doWork() > 0)
        {
            assertTrue(peers.discard() <= QUANTUM);
            cycles++;
        }
        assertEquals((40_000 / 48 + QUANTUM) / QUANTUM, cycles);
        assertEquals(40_040, peers.counter(Counter.OUT_BYTES));
    }

    /** The FIN is not lost when it would be the first segment of the next turn. */
    @Test
    void shouldSendTheFinInTheNextTurn()
    {
        final Crowd peers = new Crowd(EngineFixture.ipv4()).join(1, 48);
        peers.send(0, QUANTUM * 48 + 1);
        peers.fixture.tcp.shutdownOutput(peers.ids.get(0));
        peers.fixture.engine.doWork();
        assertEquals(QUANTUM, peers.discard());
        peers.fixture.engine.doWork();
        assertTrue(peers.hasSent(0, "FP."));
        peers.acknowledge(0, QUANTUM * 48 + 2);
        assertEquals(1, peers.counter(Counter.CURR_FIN_WAIT_2));
    }
}
