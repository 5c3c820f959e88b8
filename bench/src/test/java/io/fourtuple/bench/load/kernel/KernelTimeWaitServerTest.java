package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * The engine is the server and closes first, so that TIME_WAIT is its own; the kernel's client comes again from the
 * same port at once.
 * <pre>
 *   kernel                 engine
 *     SYN ... data ... echo             tcp_timestamps as "before"
 *                    <──   FIN
 *     FIN            ──>   TIME_WAIT
 *     SYN, same port ──>   ?            tcp_timestamps as "now": by the policy
 * </pre>
 */
@RequiresTun
class KernelTimeWaitServerTest
{
    private static final int MTU_BYTES = 1_500;
    private static final int LARGE_MTU_BYTES = 65_535;
    /** The kernel's timestamps tick once a millisecond. */
    private static final int TICKS_MS = 3;
    /** As far as the kernel's clock for ISNs gets in four seconds: so long may a busy machine take for the next SYN. */
    private static final int AHEAD_BYTES = 62_500_000;
    private static final String IPV4 = EngineInNs.KERNEL_IPV4;
    private static final String IPV6 = EngineInNs.KERNEL_IPV6;
    /** {@code tcp_timestamps}: with a secret offset. */
    private static final int WITH_OFFSET = 1;
    /** {@code tcp_timestamps}: the kernel's clock itself. */
    private static final int WITHOUT_OFFSET = 2;
    /** Of random clocks each second one is older than the first. */
    private static final int MOST_CLOCKS = 40;

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
        kernel.patient();
    }

    /** For each policy, what becomes of the second SYN; the columns are tcp_timestamps before and now. */
    private static Stream<Arguments> policies()
    {
        return Stream.of(
            // time_wait      1, 1                1, 0                0, 1                0, 0
            "rfc6191          OPENS               OPENS_BY_SEQUENCE   OPENS               OPENS_BY_SEQUENCE",
            "linux            OPENS               OPENS_BY_SEQUENCE   OPENS               OPENS_BY_SEQUENCE",
            "linux-recycle    OPENS               OPENS_BY_SEQUENCE   OPENS               OPENS_BY_SEQUENCE",
            "freebsd          OPENS               SILENCE             OPENS               OPENS_BY_SEQUENCE",
            "freebsd+tolerate OPENS               OPENS_BY_SEQUENCE   OPENS               OPENS_BY_SEQUENCE",
            "classic          OPENS_AFTER_RST     OPENS_AFTER_RST     OPENS_AFTER_RST     OPENS_AFTER_RST",
            "none             OPENS_WITHOUT_ENTRY OPENS_WITHOUT_ENTRY OPENS_WITHOUT_ENTRY OPENS_WITHOUT_ENTRY")
            .map(row -> row.split(" +"))
            .flatMap(row -> IntStream.range(0, 4).boxed().flatMap(column -> Stream.of(IPV4, IPV6)
                .map(from -> Arguments.of("time_wait=" + row[0].replace("+tolerate", " tolerate_missing_ts=1"), from,
                    column < 2 ? 1 : 0, 1 - column % 2, SecondSyn.valueOf(row[column + 1])))));
    }

    @ParameterizedTest(name = "{0}, from {1}, timestamps {2} then {3}: {4}")
    @MethodSource("policies")
    void shouldDoWithTheNextSynWhatThePolicySays(
        final String settings, final String from, final int before, final int now, final SecondSyn expected)
    {
        try (ServerThatCloses server = new ServerThatCloses(netNs, kernel, MTU_BYTES, settings))
        {
            final EngineInNs engine = server.engine();
            kernel.set("tcp_timestamps", before);
            final int port = server.connectAndClose(from, 0, ServerThatCloses.address(from, 2));
            assertEquals(before == 1, engine.wire().last(false, Seen::isFin).hasTimestamps(), engine::toString);
            reconnect(server, from, port, 2, now, expected);
            if (expected != SecondSyn.SILENCE)
            {
                final Seen synAck = engine.wire().last(true, Seen::isSynAck);
                assertEquals(now == 1, synAck.hasTimestamps(), engine::toString);
                checkIsn(settings, expected, synAck.seq() - server.sndNxt(), engine);
            }
        }
    }

    /** Linux has one distance; rfc6191 wants any larger than all used before, which its own clock gives, too. */
    private static void checkIsn(
        final String settings, final SecondSyn expected, final int distance, final EngineInNs engine)
    {
        if (settings.startsWith("time_wait=linux"))
        {
            assertEquals(TimeWaitPolicy.ISN_DISTANCE, distance, engine::toString);
        }
        else if (settings.startsWith("time_wait=rfc6191"))
        {
            assertTrue(distance >= TimeWaitPolicy.ISN_DISTANCE, () -> "distance=" + distance + "\n" + engine);
        }
        else if (expected != SecondSyn.OPENS_AFTER_RST)
        {
            // A clock of 250 kHz since the old connection's SYN.
            assertTrue(distance > 0 && distance < 5_000_000, () -> "distance=" + distance + "\n" + engine);
        }
    }

    /**
     * An upload of more than 15.6 MB/s outruns the kernel's clock for ISNs: the next SYN lies within what the old
     * connection has sent (RFC 6191 3), and only its timestamp can show that it is new.
     */
    @ParameterizedTest(name = "{0}, from {1}, timestamps {2}: {3}")
    @CsvSource({
        "time_wait=rfc6191,                198.18.0.1,  1, OPENS",
        "time_wait=rfc6191,                198.18.0.1,  0, SILENCE",
        "time_wait=linux,                  2001:db8::1, 1, OPENS",
        "time_wait=linux,                  2001:db8::1, 0, OPENS_AFTER_RST",
        "time_wait=linux tcp_rfc1337=1,    198.18.0.1,  0, ANSWERED",
        "time_wait=freebsd,                2001:db8::1, 1, SILENCE",
        "time_wait=freebsd,                198.18.0.1,  0, SILENCE",
        "time_wait=none,                   198.18.0.1,  0, OPENS_WITHOUT_ENTRY"})
    void shouldNotTakeAnOldSequenceNumberForANewOne(
        final String settings, final String from, final int timestamps, final SecondSyn expected)
    {
        try (ServerThatCloses server =
            new ServerThatCloses(netNs, kernel, LARGE_MTU_BYTES, settings + " tcp_rmem=4000000"))
        {
            kernel.set("tcp_timestamps", timestamps);
            final int port = server.uploadAndClose(from, ServerThatCloses.address(from, 2), AHEAD_BYTES);
            final int rcvNxt = server.engine().wire().last(false, Seen::isFin).seq() + 1;
            reconnect(server, from, port, 2, timestamps, expected);
            final int beyond = server.engine().wire().last(false, Seen::isSyn).seq() - rcvNxt;
            assertTrue(beyond < 0, () -> "beyond=" + beyond + "\n" + server.engine());
        }
    }

    /**
     * The kernel's clock goes back, as another host's would be that has got the address: its SYN has a larger sequence
     * number and an older timestamp.
     */
    @ParameterizedTest(name = "{0}, from {1}: {2}")
    @CsvSource({
        "time_wait=rfc6191,                198.18.0.1,  SILENCE",
        "time_wait=linux,                  198.18.0.1,  OPENS_AFTER_RST",
        "time_wait=linux tcp_rfc1337=1,    2001:db8::1, ANSWERED",
        "time_wait=freebsd,                198.18.0.1,  OPENS_BY_SEQUENCE",
        "time_wait=classic,                2001:db8::1, OPENS_AFTER_RST"})
    void shouldTellAnOlderTimestamp(final String settings, final String from, final SecondSyn expected)
    {
        for (int number = 2; number < 2 + MOST_CLOCKS; number++)
        {
            try (ServerThatCloses server = new ServerThatCloses(netNs, kernel, MTU_BYTES, settings))
            {
                kernel.set("tcp_timestamps", WITH_OFFSET);
                final int port = server.connectAndClose(from, 0, ServerThatCloses.address(from, number));
                final int before = server.engine().wire().last(false, Seen::isFin).tsVal();
                if (before - rawClock(server, from) > 0)
                {
                    reconnect(server, from, port, number, WITHOUT_OFFSET, expected);
                    assertTrue(server.engine().wire().last(false, Seen::isSyn).tsVal() - before < 0,
                        server.engine()::toString);
                    return;
                }
            }
        }
        fail("no clock of " + MOST_CLOCKS + " was ahead of the kernel's own");
    }

    /** What the kernel's timestamps are without an offset, seen in a SYN for a port that is closed. */
    private static int rawClock(final ServerThatCloses server, final String from)
    {
        kernel.set("tcp_timestamps", WITHOUT_OFFSET);
        server.engine().wire().clear();
        try (KernelSocket probe = kernel.connect(from, 0, ServerThatCloses.address(from, 2), ServerThatCloses.PORT + 1))
        {
            server.engine().runUntil("the probe's end", () -> !probe.isConnected() && probe.failure() != null);
        }
        return server.engine().wire().last(false, Seen::isSyn).tsVal();
    }

    /** A SYN that the policy would take, but nobody listens any more: Linux answers it as one refused, others do not. */
    @ParameterizedTest(name = "{0}, from {1}: {2}")
    @CsvSource({
        "time_wait=rfc6191,                2001:db8::1, SILENCE",
        "time_wait=linux tcp_rfc1337=1,    198.18.0.1,  ANSWERED"})
    void shouldRefuseWhereNobodyListensAnyMore(final String settings, final String from, final SecondSyn expected)
    {
        try (ServerThatCloses server = new ServerThatCloses(netNs, kernel, MTU_BYTES, settings))
        {
            kernel.set("tcp_timestamps", WITH_OFFSET);
            final int port = server.connectAndClose(from, 0, ServerThatCloses.address(from, 2));
            server.unlisten();
            reconnect(server, from, port, 2, WITH_OFFSET, expected);
        }
    }

    private static void reconnect(
        final ServerThatCloses server,
        final String from,
        final int port,
        final int number,
        final int timestamps,
        final SecondSyn expected)
    {
        final EngineInNs engine = server.engine();
        engine.runForMs(TICKS_MS);
        kernel.set("tcp_timestamps", timestamps);
        engine.wire().clear();
        try (KernelSocket again =
            kernel.connect(from, port, ServerThatCloses.address(from, number), ServerThatCloses.PORT))
        {
            expected.check(engine, server.application(), again);
        }
    }

    /**
     * Since Linux 4.10 timestamps have an offset that differs from destination to destination, so that one host looks
     * like many behind one address: linux-recycle drops the SYNs of those whose clock is behind, and linux none.
     */
    @ParameterizedTest
    @CsvSource({"linux-recycle, 198.18.0.1", "linux-recycle, 2001:db8::1", "linux, 198.18.0.1"})
    void shouldRefuseHostsBehindOneAddressOnlyWhenRecycling(final String policy, final String from)
    {
        try (ServerThatCloses server = new ServerThatCloses(netNs, kernel, MTU_BYTES, "time_wait=" + policy))
        {
            final EngineInNs engine = server.engine();
            kernel.set("tcp_timestamps", WITH_OFFSET);
            server.connectAndClose(from, 0, ServerThatCloses.address(from, 2));
            final int remembered = engine.wire().last(false, Seen::isFin).tsVal();
            int older = 0;
            int newer = 0;
            for (int number = 3; older == 0 || newer == 0; number++)
            {
                assertTrue(number < MOST_CLOCKS, () -> "clocks all on one side:\n" + engine);
                if (opens(server, from, number, remembered, policy))
                {
                    newer++;
                }
                else
                {
                    older++;
                }
            }
            assertEquals("linux".equals(policy) ? 0 : older, engine.counter(Counter.PAWS_PASSIVE), engine::toString);
            assertEquals(1, engine.counter(Counter.TW_ENTERED), engine::toString);
            engine.checkBooks();
        }
    }

    /** Connects to another address, which has another clock; whether that clock is ahead of what is remembered. */
    private static boolean opens(
        final ServerThatCloses server, final String from, final int number, final int remembered, final String policy)
    {
        final EngineInNs engine = server.engine();
        final long refused = engine.counter(Counter.PAWS_PASSIVE);
        final int opened = server.application().opened();
        engine.wire().clear();
        try (KernelSocket client =
            kernel.connect(from, 0, ServerThatCloses.address(from, number), ServerThatCloses.PORT))
        {
            engine.runUntil("the SYN's end", () -> engine.counter(Counter.PAWS_PASSIVE) > refused ||
                server.application().opened() > opened);
            final boolean isAhead = engine.wire().last(false, Seen::isSyn).tsVal() - remembered >= -1;
            final boolean mayOpen = isAhead || "linux".equals(policy);
            assertEquals(mayOpen ? refused : refused + 1, engine.counter(Counter.PAWS_PASSIVE), engine::toString);
            assertEquals(mayOpen, server.application().opened() > opened, engine::toString);
            return isAhead;
        }
    }
}
