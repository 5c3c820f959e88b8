package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * What TIME_WAIT is for, the other half: the engine has closed first and its last ACK is lost. The kernel, in LAST_ACK,
 * repeats its FIN.
 * <pre>
 *   kernel                     engine
 *                   <──  FIN
 *     FIN           ──>  TIME_WAIT           or CLOSED, with none
 *                 x <──  ACK
 *     FIN again     ──>  ACK, restart        or RST
 * </pre>
 */
@RequiresTun
class KernelLostAckTest
{
    private static final int HOLD_MS = 60_000;
    private static final int LESS_THAN_HOLD_MS = 45_000;

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
    }

    /** linux-recycle holds for 3.5 times the RTO at first, and then as the others do. */
    @ParameterizedTest(name = "{0}, to {1}, timestamps {2}")
    @CsvSource({
        "time_wait=rfc6191,                             198.18.0.1,  1, 60000",
        "time_wait=rfc6191,                             2001:db8::1, 0, 60000",
        "time_wait=linux,                               198.18.0.1,  0, 60000",
        "time_wait=linux,                               2001:db8::1, 1, 60000",
        "time_wait=linux-recycle tcp_rto_min_ms=4000,   198.18.0.1,  1, 14000",
        "time_wait=linux-recycle tcp_rto_min_ms=4000,   2001:db8::1, 0, 60000",
        "time_wait=freebsd,                             198.18.0.1,  0, 60000",
        "time_wait=freebsd,                             2001:db8::1, 1, 60000",
        "time_wait=classic,                             198.18.0.1,  1, 60000",
        "time_wait=classic,                             2001:db8::1, 0, 60000"})
    void shouldAcknowledgeTheFinAgainAndWaitAnew(
        final String settings, final String to, final int timestamps, final int heldMs)
    {
        try (ClientOfKernel client = new ClientOfKernel(netNs, kernel, settings, to, 41_000))
        {
            final EngineInNs engine = client.engine();
            loseLastAck(client, timestamps);
            // On a busy machine the kernel repeats its FIN more than once, and has no socket any more for the second
            // answer: its RST would end TIME_WAIT (RFC 1337).
            engine.wire().loseOfKernel(Seen::isRst);
            assertEquals(1, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
            engine.putForwardMs(heldMs * 3L / 4);
            engine.runUntil("the kernel's socket is gone", () -> client.kernelState() == 0);
            assertTrue(engine.wire().seen(false, Seen::isFin).size() > 1, engine::toString);
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            engine.putForwardMs(LESS_THAN_HOLD_MS);
            assertEquals(1, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
            engine.putForwardMs(HOLD_MS - LESS_THAN_HOLD_MS + 10);
            assertEquals(0, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
            assertEquals(1, engine.counter(Counter.TW), engine::toString);
            engine.checkBooks();
        }
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.1, 1", "2001:db8::1, 0"})
    void shouldResetThePeerWithoutTimeWait(final String to, final int timestamps)
    {
        try (ClientOfKernel client = new ClientOfKernel(netNs, kernel, "time_wait=none", to, 41_001))
        {
            final EngineInNs engine = client.engine();
            loseLastAck(client, timestamps);
            assertEquals(1, engine.counter(Counter.TW_SKIPPED), engine::toString);
            engine.runUntil("the kernel's socket is gone", () -> client.kernelState() == 0);
            // One for each FIN: on a busy machine the kernel has repeated it before the first one was seen.
            assertTrue(engine.counter(Counter.OUT_RSTS) >= 1, engine::toString);
            assertEquals(engine.counter(Counter.OUT_RSTS), engine.counter(Counter.NO_CONNECTION), engine::toString);
            assertTrue(engine.wire().last(true, segment -> true).isRst(), engine::toString);
            engine.checkBooks();
        }
    }

    private static void loseLastAck(final ClientOfKernel client, final int timestamps)
    {
        final EngineInNs engine = client.engine();
        kernel.set("tcp_timestamps", timestamps);
        client.connectAndTalk();
        engine.wire().lose(Seen::isBareAck);
        client.shutByEngine();
        engine.wire().lose(segment -> false);
        // More than one if the kernel has repeated its FIN by then.
        assertTrue(engine.wire().lost() >= 1, engine::toString);
        assertEquals(KernelSockets.LAST_ACK, client.kernelState(), engine::toString);
    }
}
