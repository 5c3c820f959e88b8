package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * The kernel is the client of an engine that answers with a cookie: what {@code ss} says on the kernel's side of window
 * scale, SACK, timestamps and MSS, and data both ways that needs more window than can be said without a scale.
 */
@RequiresTun
class KernelCookieOptionsTest
{
    private static final String IPV4 = EngineInNs.KERNEL_IPV4;
    private static final String IPV6 = EngineInNs.KERNEL_IPV6;
    private static final int PORT = 7;
    private static final int MTU_BYTES = 1_500;
    private static final int DATA_BYTES = 600_000;
    private static final int LARGEST_UNSCALED = 65_535;
    private static final String LARGE_WINDOWS = " tcp_rmem=1048576 tcp_wmem=1048576";
    /** Nothing is lost here, and the stranger's SYN-ACK is not to come again between the client's segments. */
    private static final String PATIENT = " tcp_rto_initial_ms=60000";
    /** Smallest scale that says 1,048,576 in 16 bits: 65,535 << 4 is less. */
    private static final int ENGINES_SCALE = 5;

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
        kernel.patient();
        kernel.set("tcp_rmem", "4096 1048576 1048576");
    }

    @AfterEach
    void setBack()
    {
        kernel.set("tcp_timestamps", 1);
        kernel.set("tcp_sack", 1);
        kernel.set("tcp_window_scaling", 1);
    }

    /** What of the options is to be in use, of a kernel that offers all but what is named. */
    private static Stream<Arguments> encodings()
    {
        return Stream.of(
            // settings                            kernel has not       in use
            "cookies-linux                          -                    ts sack wscale",
            "cookies-linux                          tcp_timestamps       -",
            "cookies-linux                          tcp_sack             ts wscale",
            "cookies-linux                          tcp_window_scaling   ts sack",
            "cookies-freebsd                        -                    ts sack wscale",
            "cookies-freebsd                        tcp_timestamps       sack wscale",
            "cookies-freebsd                        tcp_sack             ts wscale",
            "cookies-freebsd                        tcp_window_scaling   ts sack",
            "hybrid                                 -                    ts sack wscale",
            "hybrid                                 tcp_timestamps       -",
            "hybrid,syn_cookie_encoding=freebsd     -                    ts sack wscale",
            "hybrid,syn_cookie_encoding=freebsd     tcp_timestamps       sack wscale",
            "cookies-always                         -                    ts sack wscale")
            .map(row -> row.split(" +", 3))
            .flatMap(row -> Stream.of(IPV4, IPV6)
                .map(from -> Arguments.of(row[0].replace(',', ' '), from, row[1], row[2])));
    }

    @ParameterizedTest(name = "{0}, from {1}, without {2}: {3}")
    @MethodSource("encodings")
    void shouldKeepOptionsAcrossACookie(
        final String defence, final String from, final String missing, final String expected)
    {
        if (!"-".equals(missing))
        {
            kernel.set(missing, 0);
        }
        final List<String> inUse = List.of(expected.split(" "));
        final PatternEnd application = new PatternEnd(DATA_BYTES);
        try (EngineInNs engine = new EngineInNs(netNs, MTU_BYTES, "syn_defence=" + defence + LARGE_WINDOWS + PATIENT);
            KernelSocket client = connectByCookie(engine, application, from))
        {
            engine.runUntil("as much in flight as can be", () -> engine.wire().seen().size() > 10 &&
                (inUse.contains("wscale") ? mostInFlight(engine) > LARGEST_UNSCALED : isStill(engine)));
            checkOptions(kernel.info(client.localPort()), inUse, from);
            checkData(engine, client, application);
            checkTimestamps(engine, inUse.contains("ts"));
            assertEquals(inUse.contains("wscale"), mostInFlight(engine) > LARGEST_UNSCALED, engine::toString);
            final String info = kernel.info(client.localPort());
            assertEquals(inUse.contains("wscale"), number(info, "snd_wnd") > LARGEST_UNSCALED, info);
            assertEquals(0, engine.counter(Counter.PAWS_ESTAB), engine::toString);
            assertEquals(0, engine.counter(Counter.TS_MISSING), engine::toString);
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            engine.checkBooks();
        }
        assertEquals(0, kernel.counter("TcpExtPAWSEstab"));
    }

    /** A connection whose SYN was answered by a cookie: where the defence has a queue, a stranger has filled it. */
    private static KernelSocket connectByCookie(
        final EngineInNs engine, final PatternEnd application, final String from)
    {
        engine.tcp().listen(Endpoint.any(PORT), 1, SynFilter.ACCEPT_ALL, application);
        final String to = ServerThatCloses.address(from, 2);
        try (SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
        {
            strangers.syns(1, to, PORT);
        }
        final long before = engine.counter(Counter.SYNCOOKIES_SENT);
        engine.wire().clear();
        final KernelSocket client = kernel.connect(from, 0, to, PORT);
        engine.runUntil("connected", () -> client.isConnected() && application.connection() != 0);
        assertEquals(before + 1, engine.counter(Counter.SYNCOOKIES_SENT), engine::toString);
        assertEquals(1, engine.counter(Counter.SYNCOOKIES_RECV), engine::toString);
        assertEquals(1, engine.counter(Counter.PASSIVE_OPENS), engine::toString);
        return client;
    }

    private static boolean isStill(final EngineInNs engine)
    {
        final int seen = engine.wire().seen().size();
        engine.runForMs(10);
        return engine.wire().seen().size() == seen;
    }

    /** Most bytes that the engine had sent and the kernel not acknowledged. */
    private static int mostInFlight(final EngineInNs engine)
    {
        int acknowledged = engine.wire().last(true, Seen::isSynAck).seq();
        int most = 0;
        for (final Seen segment : engine.wire().seen())
        {
            if (segment.fromEngine())
            {
                most = Math.max(most, segment.seq() + segment.lengthBytes() - acknowledged);
            }
            else if (!segment.isSyn())
            {
                acknowledged = segment.ack();
            }
        }
        return most;
    }

    private static void checkOptions(final String info, final List<String> inUse, final String from)
    {
        assertEquals(inUse.contains("ts"), info.matches("(?s).*\\sts\\s.*"), info);
        assertEquals(inUse.contains("sack"), info.matches("(?s).*\\ssack\\s.*"), info);
        final Matcher scales = Pattern.compile("\\swscale:(\\d+),(\\d+)\\s").matcher(info);
        assertEquals(inUse.contains("wscale"), scales.find(), info);
        if (inUse.contains("wscale"))
        {
            assertEquals(ENGINES_SCALE, Integer.parseInt(scales.group(1)), info);
            assertTrue(Integer.parseInt(scales.group(2)) > 0, info);
        }
        final int headers = (from.equals(IPV4) ? 40 : 60) + (inUse.contains("ts") ? 12 : 0);
        assertEquals(MTU_BYTES - headers, number(info, "mss"), info);
    }

    /** The cookie's timestamp lies before its time, and no later one before it. */
    private static void checkTimestamps(final EngineInNs engine, final boolean areUsed)
    {
        final List<Seen> sent = engine.wire().seen(true, segment -> true);
        assertTrue(sent.get(0).isSynAck(), engine::toString);
        int last = sent.get(0).tsVal();
        for (final Seen segment : sent)
        {
            assertEquals(areUsed, segment.hasTimestamps(), engine::toString);
            assertTrue(segment.tsVal() - last >= 0, () -> segment + " in\n" + engine);
            last = segment.tsVal();
        }
    }

    /** Both ways at the same time, each byte looked at. */
    private static void checkData(final EngineInNs engine, final KernelSocket client, final PatternEnd application)
    {
        final ByteBuffer toSend = ByteBuffer.wrap(PatternEnd.pattern(DATA_BYTES));
        final ByteBuffer received = ByteBuffer.allocate(DATA_BYTES + 1);
        engine.runUntil(DATA_BYTES + " bytes both ways", () ->
        {
            client.write(toSend);
            client.read(received);
            return application.received() == DATA_BYTES && received.position() >= DATA_BYTES;
        });
        assertEquals("", application.wrong());
        assertEquals(ByteBuffer.wrap(PatternEnd.pattern(DATA_BYTES)), received.flip());
    }

    /** An MSS that no table has: the engine sends segments of the next smaller one, less what timestamps take. */
    @ParameterizedTest(name = "{0}, from {1}, which announces {2}")
    @CsvSource({
        "cookies-linux,   198.18.0.1,  1459, 1440",
        "cookies-linux,   198.18.0.1,  1400, 1300",
        "cookies-linux,   198.18.0.1,  1000, 536",
        "cookies-linux,   2001:db8::1, 1430, 1420",
        "cookies-linux,   2001:db8::1, 1300, 1220",
        "cookies-freebsd, 198.18.0.1,  1459, 1452",
        "cookies-freebsd, 198.18.0.1,  1399, 1360",
        "cookies-freebsd, 198.18.0.1,  1000, 536",
        "cookies-freebsd, 2001:db8::1, 1439, 1400"})
    void shouldRoundTheMssDown(final String defence, final String from, final int announced, final int rounded)
    {
        final PatternEnd application = new PatternEnd(DATA_BYTES);
        try (EngineInNs engine = new EngineInNs(netNs, MTU_BYTES, "syn_defence=" + defence))
        {
            announce(from, announced);
            try (KernelSocket client = connectByCookie(engine, application, from))
            {
                engine.runUntil("five segments",
                    () -> engine.wire().seen(true, segment -> segment.lengthBytes() > 0).size() >= 5);
                final int longest = engine.wire().seen(true, segment -> true).stream()
                    .mapToInt(Seen::lengthBytes).max().orElse(0);
                assertEquals(rounded - 12, longest, engine::toString);
                engine.wire().recording(false);
                checkData(engine, client, application);
            }
        }
    }

    private static void announce(final String from, final int mssBytes)
    {
        final boolean isIpv4 = from.equals(IPV4);
        if (!isIpv4)
        {
            netNs.run("ip", "-6", "route", "del", "2001:db8::/64", "dev", EngineInNs.DEVICE);
        }
        netNs.run("ip", isIpv4 ? "-4" : "-6", "route", isIpv4 ? "replace" : "add",
            isIpv4 ? "198.18.0.0/15" : "2001:db8::/64", "dev", EngineInNs.DEVICE, "src", from,
            "advmss", String.valueOf(mssBytes));
    }

    /** As in {@code mss:1448}. */
    private static long number(final String info, final String name)
    {
        final Matcher matcher = Pattern.compile("\\s" + name + ":(\\d+)").matcher(info);
        assertTrue(matcher.find(), () -> "no " + name + " in\n" + info);
        return Long.parseLong(matcher.group(1));
    }
}
