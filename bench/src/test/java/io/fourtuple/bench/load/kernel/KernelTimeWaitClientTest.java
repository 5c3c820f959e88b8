package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * The engine is the client and connects again from the port that it has just used, to a server in the kernel: over the
 * kernel's TIME_WAIT, which is what the specification's column "Linux" says, and over its own.
 */
@RequiresTun
class KernelTimeWaitClientTest
{
    /** The engine's ISNs rise by 250 in a millisecond, its timestamps by one. */
    private static final int TICKS_MS = 5;
    /** Far more than the engine's ISNs rise while it is sent. */
    private static final int UPLOAD_BYTES = 2_000_000;
    private static final int REUSE_DELAY_MS = 1_000;
    private static final int HOLD_MS = 60_000;
    private static final int FIRST_PORT = 40_000;
    /** Long enough for a busy machine's kernel to answer, short enough to wait for where it does not. */
    private static final String PATIENT = "tcp_rto_initial_ms=300";

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;
    private static int ports;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
        kernel.patient();
    }

    /** A port that no test has used, whose 4-tuple the kernel may still have in TIME_WAIT. */
    private static ClientOfKernel client(final String settings, final String to)
    {
        return new ClientOfKernel(netNs, kernel, settings, to, FIRST_PORT + ports++);
    }

    @ParameterizedTest(name = "to {0}, engine''s timestamps {1}, kernel''s {2} then {3}")
    @CsvSource({
        "198.18.0.1, 1, 1, 1", "2001:db8::1, 1, 1, 1",
        "198.18.0.1, 1, 1, 0", "2001:db8::1, 1, 1, 0",
        "198.18.0.1, 1, 0, 1", "2001:db8::1, 1, 0, 1",
        "198.18.0.1, 1, 0, 0", "2001:db8::1, 1, 0, 0",
        "198.18.0.1, 0, 1, 1", "2001:db8::1, 0, 1, 1",
        "198.18.0.1, 0, 0, 0", "2001:db8::1, 0, 0, 0"})
    void shouldBeTakenAtOnceOverTheKernelsTimeWait(final String to, final int ours, final int before, final int now)
    {
        try (ClientOfKernel client = client("tcp_timestamps=" + ours, to))
        {
            final EngineInNs engine = client.engine();
            kernel.set("tcp_timestamps", before);
            client.connectAndTalk();
            client.closeByKernel();
            final Seen fin = engine.wire().last(false, Seen::isFin);
            assertEquals(ours == 1 && before == 1, fin.hasTimestamps(), engine::toString);
            engine.runForMs(TICKS_MS);
            kernel.set("tcp_timestamps", now);
            engine.wire().clear();
            client.connectAndTalk();
            final Seen synAck = engine.wire().last(false, Seen::isSynAck);
            assertEquals(ours == 1 && now == 1, synAck.hasTimestamps(), engine::toString);
            assertEquals(fin.seq() + 1 + TimeWaitPolicy.ISN_DISTANCE, synAck.seq(), engine::toString);
            assertEquals(1, engine.wire().seen(true, Seen::isSyn).size(), engine::toString);
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            assertEquals(List.of(CloseReason.FINISHED), client.application().ends());
            engine.checkBooks();
        }
    }

    /**
     * An upload of more than 250 kB/s outruns the engine's clock for ISNs. With timestamps the kernel takes the SYN by
     * its timestamp; without, it answers with an ACK, the engine with a RST, which ends the kernel's entry, and the SYN
     * that the engine repeats is taken; unless the kernel's tcp_rfc1337 keeps the entry.
     */
    @ParameterizedTest(name = "to {0}, timestamps {1}, the kernel''s tcp_rfc1337 {2}")
    @CsvSource({
        "198.18.0.1, 1, 0", "2001:db8::1, 1, 1",
        "198.18.0.1, 0, 0", "2001:db8::1, 0, 0",
        "198.18.0.1, 0, 1", "2001:db8::1, 0, 1"})
    void shouldNeedItsTimestampWhereTheSequenceNumberIsOld(final String to, final int timestamps, final int rfc1337)
    {
        try (ClientOfKernel client = client(PATIENT + " tcp_syn_retries=1 tcp_wmem=2000000", to))
        {
            final EngineInNs engine = client.engine();
            kernel.set("tcp_timestamps", timestamps);
            kernel.set("tcp_rfc1337", rfc1337);
            client.connectAndTalk();
            upload(client);
            client.closeByKernel();
            final int kernelsRcvNxt = engine.wire().last(true, Seen::isFin).seq() + 1;
            engine.runForMs(TICKS_MS);
            engine.wire().clear();
            final long connection = client.connect();
            assertTrue(engine.wire().last(true, Seen::isSyn).seq() - kernelsRcvNxt < 0, engine::toString);
            if (timestamps == 0 && rfc1337 == 1)
            {
                engine.runUntil("the end", () -> client.application().ends().size() == 2);
                assertEquals(CloseReason.TIMED_OUT, client.application().ends().get(1), engine::toString);
                assertEquals(1, client.application().opened(), engine::toString);
                assertEquals(KernelSockets.TIME_WAIT, client.kernelState(), engine::toString);
            }
            else
            {
                client.talk(connection);
            }
            final long answered = engine.counter(Counter.SYN_SENT_BAD_ACK);
            // The kernel answers twice where its entry stays, if the second SYN comes later than half a second.
            assertTrue(timestamps == 1 ? answered == 0 : answered == 1 || answered == 2 && rfc1337 == 1,
                engine::toString);
            assertEquals(answered, engine.wire().seen(true, Seen::isRst).size(), engine::toString);
            assertEquals(2 - timestamps, engine.wire().seen(true, Seen::isSyn).size(), engine::toString);
            engine.checkBooks();
        }
    }

    private static void upload(final ClientOfKernel client)
    {
        final EngineInNs engine = client.engine();
        final UnsafeBuffer data = new UnsafeBuffer(new byte[UPLOAD_BYTES]);
        final int[] counts = new int[2];
        client.accepted().discard();
        engine.wire().recording(false);
        engine.runUntil("all " + UPLOAD_BYTES + " bytes", () ->
        {
            counts[0] += engine.tcp().send(
                client.application().connection(), data, counts[0], UPLOAD_BYTES - counts[0]);
            counts[1] += client.accepted().discard();
            return counts[1] == UPLOAD_BYTES;
        });
        engine.wire().recording(true);
    }

    /** What connect returns at once, after tcp_tw_reuse_delay, and after TIME_WAIT has passed. */
    @ParameterizedTest(name = "{0}, to {1}, timestamps {2}: at once {3}, after the delay {4}")
    @CsvSource({
        "time_wait=rfc6191,                       198.18.0.1,  1, IN_USE,  IN_USE",
        "time_wait=rfc6191,                       2001:db8::1, 0, IN_USE,  IN_USE",
        "time_wait=linux,                         198.18.0.1,  1, IN_USE,  IN_USE",
        "time_wait=linux tcp_tw_reuse=0,          2001:db8::1, 1, IN_USE,  IN_USE",
        "time_wait=linux tcp_tw_reuse=1,          198.18.0.1,  1, IN_USE,  REUSES",
        "time_wait=linux tcp_tw_reuse=1,          2001:db8::1, 1, IN_USE,  REUSES",
        "time_wait=linux tcp_tw_reuse=1,          198.18.0.1,  0, IN_USE,  IN_USE",
        "time_wait=linux tcp_tw_reuse=1,          2001:db8::1, 0, IN_USE,  IN_USE",
        "time_wait=linux-recycle,                 198.18.0.1,  1, IN_USE,  CONNECTS",
        "time_wait=linux-recycle,                 2001:db8::1, 1, IN_USE,  CONNECTS",
        "time_wait=linux-recycle,                 198.18.0.1,  0, IN_USE,  IN_USE",
        "time_wait=linux-recycle tcp_tw_reuse=1,  198.18.0.1,  0, IN_USE,  IN_USE",
        "time_wait=freebsd,                       2001:db8::1, 1, IN_USE,  IN_USE",
        "time_wait=freebsd,                       198.18.0.1,  0, IN_USE,  IN_USE",
        "time_wait=classic,                       198.18.0.1,  1, IN_USE,  IN_USE",
        "time_wait=classic,                       2001:db8::1, 0, IN_USE,  IN_USE",
        "time_wait=none,                          198.18.0.1,  1, CONNECTS, CONNECTS",
        "time_wait=none,                          2001:db8::1, 0, CONNECTS, CONNECTS"})
    void shouldTakeOverItsOwnTimeWaitAsThePolicySays(
        final String settings, final String to, final int timestamps, final Connect atOnce, final Connect afterDelay)
    {
        try (ClientOfKernel client = client(settings, to))
        {
            final EngineInNs engine = client.engine();
            kernel.set("tcp_timestamps", timestamps);
            client.connectAndTalk();
            client.closeByEngine();
            atOnce.check(client);
            if (atOnce == Connect.IN_USE)
            {
                engine.putForwardMs(REUSE_DELAY_MS + 10);
                afterDelay.check(client);
                if (afterDelay == Connect.IN_USE)
                {
                    engine.putForwardMs(HOLD_MS - REUSE_DELAY_MS);
                    Connect.CONNECTS.check(client);
                }
            }
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            assertEquals(0, engine.counter(Counter.PAWS_ACTIVE), engine::toString);
            engine.checkBooks();
        }
    }

    /** What connect does about the engine's own entry. */
    private enum Connect
    {
        IN_USE, REUSES, CONNECTS;

        void check(final ClientOfKernel client)
        {
            final EngineInNs engine = client.engine();
            final long entered = engine.counter(Counter.TW_ENTERED);
            final Seen fin = engine.wire().last(true, Seen::isFin);
            if (this == IN_USE)
            {
                final int seen = engine.wire().seen().size();
                assertEquals(Tcp.TUPLE_IN_USE, client.connect(), engine::toString);
                engine.runForMs(1);
                assertEquals(seen, engine.wire().seen().size(), engine::toString);
                assertEquals(entered, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
                return;
            }
            client.connectAndTalk();
            final int taken = this == REUSES ? 1 : 0;
            assertEquals(taken, engine.counter(Counter.TW_CONNECT), engine::toString);
            assertEquals(taken, engine.counter(Counter.TW_RECYCLED), engine::toString);
            assertEquals(entered - taken, engine.counter(Counter.TW), engine::toString);
            assertEquals(0, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
            if (this == REUSES)
            {
                assertEquals(fin.seq() + fin.lengthBytes() + 1 + TimeWaitPolicy.ISN_DISTANCE,
                    engine.wire().last(true, Seen::isSyn).seq(), engine::toString);
            }
        }
    }

    /**
     * The last ACK was lost, and the kernel is in LAST_ACK when the 4-tuple is taken over: it answers our SYN with an
     * ACK, we answer with a RST, its old connection goes, and our SYN is repeated and taken.
     */
    @ParameterizedTest
    @CsvSource({"198.18.0.1", "2001:db8::1"})
    void shouldPayOneSynTimeOutWhenThePeerIsStillInLastAck(final String to)
    {
        try (ClientOfKernel client = client(PATIENT + " time_wait=linux tcp_tw_reuse=1", to))
        {
            final EngineInNs engine = client.engine();
            kernel.set("tcp_timestamps", 1);
            client.connectAndTalk();
            engine.wire().lose(Seen::isBareAck);
            client.shutByEngine();
            assertEquals(KernelSockets.LAST_ACK, client.kernelState(), engine::toString);
            engine.wire().lose(segment -> false);
            engine.wire().clear();
            engine.putForwardMs(REUSE_DELAY_MS + 10);
            client.connectAndTalk();
            assertEquals(1, engine.counter(Counter.TW_CONNECT), engine::toString);
            assertEquals(1, engine.counter(Counter.SYN_SENT_BAD_ACK), engine::toString);
            assertEquals(1, engine.counter(Counter.OUT_RSTS), engine::toString);
            assertEquals(2, engine.wire().seen(true, Seen::isSyn).size(), engine::toString);
            assertEquals(List.of(CloseReason.FINISHED), client.application().ends());
            engine.checkBooks();
        }
    }
}
