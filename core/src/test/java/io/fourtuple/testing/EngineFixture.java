package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

import org.agrona.concurrent.AgentTerminationException;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.state.Inside;
import io.fourtuple.state.Strategies;
import io.fourtuple.table.ConnectionReader;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * An engine with a hand for its network and a clock that only the test moves. The test plays the peer: it {@link #inject}s
 * segments and {@link #expect}s those that the engine sends, with numbers relative to both ISNs.
 */
public final class EngineFixture
{
    /** The peer's ISN; its first byte of data has this plus 1. */
    public static final int PEER_ISS = 1_000;
    public static final int MTU = 1_500;

    public final boolean ipv6;
    public final TestLink link = new TestLink(MTU);
    public final Counters counters;
    public final RecordedLatencies latencies;
    public final Engine engine;
    public final Tcp tcp;
    public final RecordingHandler handler = new RecordingHandler();
    public final List<Throwable> errors = new ArrayList<>();
    public final Endpoint local;
    public final Endpoint peer;
    public int peerIss = PEER_ISS;
    /** The engine's ISN, once it was seen. */
    public int iss;
    /** By how much the clock goes on each time the engine reads it. */
    public long tickNs;
    public int clockReads;
    private long nowNs = 1_000_000_000L;
    private final TelemetryFile file;
    private ConnectionTable table;

    public EngineFixture(final boolean ipv6)
    {
        this(ipv6, smallSettings());
    }

    public EngineFixture(final boolean ipv6, final Settings settings)
    {
        this(ipv6, settings, 42);
    }

    public EngineFixture(final boolean ipv6, final Settings settings, final long seed)
    {
        this(ipv6, settings, seed, null);
    }

    /** The policy may be null: the settings say which it is then. */
    public EngineFixture(final boolean ipv6, final Settings settings, final long seed, final TimeWaitPolicy policy)
    {
        this(ipv6, settings, seed, policy, null);
    }

    /** The settings say what is null. */
    public EngineFixture(
        final boolean ipv6,
        final Settings settings,
        final long seed,
        final TimeWaitPolicy policy,
        final SynDefence defence)
    {
        this(ipv6, settings, seed, policy, defence, Telemetry.inMemory());
    }

    /** The settings say what is null. With a file, its rows are compared with the gauges wherever sums are. */
    public EngineFixture(
        final boolean ipv6,
        final Settings settings,
        final long seed,
        final TimeWaitPolicy policy,
        final SynDefence defence,
        final Telemetry telemetry)
    {
        this(ipv6, settings, seed, new Strategies(policy, defence), telemetry, LatencyRecorders.all());
    }

    /** The settings say what is null. */
    public EngineFixture(
        final boolean ipv6,
        final Settings settings,
        final long seed,
        final TimeWaitPolicy policy,
        final SynDefence defence,
        final LatencyRecorders recorders)
    {
        this(ipv6, settings, seed, new Strategies(policy, defence), Telemetry.inMemory(), recorders);
    }

    private EngineFixture(
        final boolean ipv6,
        final Settings settings,
        final long seed,
        final Strategies strategies,
        final Telemetry telemetry,
        final LatencyRecorders recorders)
    {
        counters = telemetry.counters();
        this.ipv6 = ipv6;
        latencies = new RecordedLatencies(recorders);
        local = ipv6 ? Endpoint.of("2001:db8::2", 80) : Endpoint.of("198.18.0.2", 80);
        peer = ipv6 ? Endpoint.of("2001:db8::9", 40_000) : Endpoint.of("198.18.0.9", 40_000);
        engine = new Engine(new EngineConfig(link)
            .settings(settings)
            .telemetry(telemetry)
            .latencies(latencies.recorders)
            .timeWaitPolicy(strategies.timeWaitPolicy())
            .synDefence(strategies.synDefence())
            .clock(this::readClock)
            .random(new SplittableRandom(seed)::nextLong)
            .errorHandler(errors::add));
        tcp = engine.tcp();
        file = telemetry.path() == null ? null : TelemetryFile.open(telemetry.path());
    }

    private long readClock()
    {
        clockReads++;
        final long ns = nowNs;
        nowNs += tickNs;
        return ns;
    }

    /** Small tables, so that a test of each cell costs little, and no options unless a test asks for them. */
    public static Settings smallSettings()
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, 64)
            .with(Setting.MAX_CONNECTIONS_IPV6, 64)
            .with(Setting.TCP_MAX_TW_BUCKETS, 64)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 64)
            .with(Setting.TCP_MAX_SYN_BACKLOG, 64)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 64)
            .with(Setting.MAX_TRANSFERS, 64)
            .with(Setting.SEND_MEMORY, 1 << 20);
    }

    /** A segment from the peer to the engine, with sequence numbers relative to the ISNs. */
    public Frames segment(final String flags, final int seq, final int ack)
    {
        return Frames.segment(flags).from(peer).to(local).seq(peerIss + seq).ack(flags.contains(".") ? iss + ack : 0);
    }

    /** Hands the engine a frame and lets it do its work; its end, if it was told to drain and has, is among the errors. */
    public EngineFixture inject(final byte[] frame)
    {
        link.put(frame);
        try
        {
            engine.doWork();
        }
        catch (final AgentTerminationException ex)
        {
            errors.add(ex);
        }
        return this;
    }

    public EngineFixture inject(final Frames frames)
    {
        return inject(frames.bytes());
    }

    public EngineFixture inject(final String flags, final int seq, final int ack)
    {
        return inject(segment(flags, seq, ack));
    }

    /** The oldest segment that the engine has sent and that no one has looked at; there must be one. */
    public SentSegment sent()
    {
        final byte[] frame = link.take();
        assertNotNull(frame, "the engine has sent nothing");
        return SentSegment.of(frame);
    }

    public SentSegment expect(final String flags, final int seq, final int ack)
    {
        final SentSegment segment = sent();
        assertEquals(flags, segment.flags(), segment.toString());
        assertEquals(seq, segment.seq() - iss, "SEG.SEQ of " + segment);
        if (flags.contains("."))
        {
            assertEquals(ack, segment.ack() - peerIss, "SEG.ACK of " + segment);
        }
        return segment;
    }

    public EngineFixture expectNothing()
    {
        final byte[] frame = link.take();
        assertNull(frame, () -> "the engine has sent " + SentSegment.of(frame));
        return this;
    }

    /** Time passes, and the engine notices. */
    public EngineFixture pass(final long ms)
    {
        final long until = nowNs + ms * 1_000_000L;
        while (nowNs < until)
        {
            nowNs = Math.min(until, nowNs + 1_000_000L);
            engine.doWork();
        }
        return this;
    }

    /** Time passes until the engine sends something, which is left to be taken, or the connection ends. */
    public long msUntilSent()
    {
        final int told = handler.events.size();
        final long open = counter(Counter.CURR_OPEN);
        for (long ms = 1; ms <= 10_000_000; ms++)
        {
            pass(1);
            if (link.hasSent() || handler.events.size() > told || counter(Counter.CURR_OPEN) < open)
            {
                return ms;
            }
        }
        throw new AssertionError("nothing happens any more: " + counters);
    }

    /** The application sends bytes of which each tells its place. */
    public int send(final int from, final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((from + i) * 31 >> 3);
        }
        final int taken = tcp.send(handler.connection, new org.agrona.concurrent.UnsafeBuffer(bytes), 0, length);
        work();
        return taken;
    }

    /** Time passes that the engine does not notice yet. */
    public EngineFixture sleepNs(final long ns)
    {
        nowNs += ns;
        return this;
    }

    /** A long time passes at once, as if the loop had stood still. */
    public EngineFixture jump(final long ms)
    {
        return jumpNs(ms * 1_000_000L);
    }

    public EngineFixture jumpNs(final long ns)
    {
        nowNs += ns;
        return work();
    }

    public EngineFixture work()
    {
        try
        {
            for (int i = 0; i < 16; i++)
            {
                engine.doWork();
            }
        }
        catch (final org.agrona.concurrent.AgentTerminationException ex)
        {
            errors.add(ex);
        }
        return this;
    }

    public TcpState state()
    {
        return tcp.state(handler.connection);
    }

    public long counter(final Counter counter)
    {
        return counters.get(counter);
    }

    /** The connection record's state as the gauges show it, also where the application no longer has an id. */
    public boolean isInTimeWait()
    {
        return counter(Counter.CURR_TIME_WAIT) == 1;
    }

    // Fixtures of each state, each built by segments on the one before.

    public EngineFixture listen()
    {
        tcp.listen(Endpoint.any(local.port()), handler);
        return this;
    }

    public EngineFixture synRcvd()
    {
        listen();
        inject(segment("S", 0, 0).mss(1_460));
        iss = 0;
        final SentSegment synAck = sent();
        assertEquals("S.", synAck.flags());
        iss = synAck.seq();
        return this;
    }

    public EngineFixture established()
    {
        synRcvd();
        inject(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, state());
        return this;
    }

    public EngineFixture synSent()
    {
        handler.connection = tcp.connect(tuple(), handler, 7);
        engine.doWork();
        final SentSegment syn = sent();
        assertEquals("S", syn.flags());
        iss = syn.seq();
        return this;
    }

    /** The 4-tuple of the fixture, the engine's side local. */
    public FourTuple tuple()
    {
        return new FourTuple().family(ipv6)
            .local(local.hi(), local.lo(), local.port())
            .remote(peer.hi(), peer.lo(), peer.port());
    }

    public EngineFixture finWait1()
    {
        established();
        tcp.shutdownOutput(handler.connection);
        work();
        expect("F.", 1, 1);
        return this;
    }

    public EngineFixture finWait2()
    {
        finWait1();
        inject(".", 1, 2);
        assertEquals(TcpState.FIN_WAIT_2, state());
        return this;
    }

    public EngineFixture closing()
    {
        finWait1();
        inject("F.", 1, 1);
        expect(".", 2, 2);
        assertEquals(TcpState.CLOSING, state());
        return this;
    }

    public EngineFixture timeWait()
    {
        finWait2();
        inject("F.", 1, 2);
        expect(".", 2, 2);
        assertEquals(1, counter(Counter.CURR_TIME_WAIT));
        return this;
    }

    public EngineFixture closeWait()
    {
        established();
        inject("F.", 1, 1);
        expect(".", 1, 2);
        assertEquals(TcpState.CLOSE_WAIT, state());
        return this;
    }

    public EngineFixture lastAck()
    {
        closeWait();
        tcp.shutdownOutput(handler.connection);
        work();
        expect("F.", 1, 2);
        assertEquals(TcpState.LAST_ACK, state());
        return this;
    }

    /**
     * What must hold at any time: each frame has one outcome, each entry in TIME_WAIT one end, each SYN that a defence
     * was asked about one answer; the gauges are what the table holds; and each thing of which it is recorded how long it
     * takes was recorded once.
     */
    public void assertCountersAddUp()
    {
        assertEquals(counter(Counter.TW_ENTERED), counter(Counter.TW) + counter(Counter.TW_RECYCLED) +
            counter(Counter.TW_KILLED) + counter(Counter.TW_EVICTED) + counter(Counter.CURR_TIME_WAIT),
            counters::toString);
        assertEquals(counter(Counter.IP_IN_RECEIVES), counters.outcomes(), counters::toString);
        final long drops = sum(Counter.REQ_Q_FULL_DROP, Counter.SYN_UNPROVEN, Counter.SYN_ACCEPT_QUEUE_FULL,
            Counter.SYN_SOURCE_LIMIT, Counter.SYN_LINK_FULL, Counter.TABLE_FULL);
        assertEquals(counter(Counter.LISTEN_SYNS),
            sum(Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT) + drops, counters::toString);
        assertEquals(counter(Counter.LISTEN_DROPS),
            drops + sum(Counter.ACK_ACCEPT_QUEUE_FULL, Counter.ACK_TABLE_FULL), counters::toString);
        assertEquals(counter(Counter.LISTEN_OVERFLOWS),
            sum(Counter.SYN_ACCEPT_QUEUE_FULL, Counter.ACK_ACCEPT_QUEUE_FULL), counters::toString);
        assertEquals(counter(Counter.REQ_Q_FULL_DO_COOKIES),
            sum(Counter.SYNCOOKIES_SENT, Counter.SYN_LINK_FULL), counters::toString);
        latencies.assertCounted(counters);
        // An engine that was closed has given all up at once, with its memory.
        if (link.isUp())
        {
            final long[] states = statesInTable();
            assertArrayEquals(states, statesInGauges(), counters::toString);
            assertEquals(table().size() + table().timeWaitSize() + table().halfOpenSize(),
                counter(Counter.CURR_OPEN), counters::toString);
            assertEquals(LongStream.of(states).sum(), counter(Counter.CURR_OPEN), counters::toString);
            assertEquals(sum(Counter.CURR_ESTABLISHED, Counter.CURR_CLOSE_WAIT), counter(Counter.CURR_ESTAB));
            if (file != null)
            {
                assertArrayEquals(states, statesInFile(), counters::toString);
            }
        }
    }

    private long[] statesInGauges()
    {
        final long[] states = new long[TcpState.values().length];
        for (final TcpState state : TcpState.values())
        {
            if (state != TcpState.CLOSED && state != TcpState.LISTEN)
            {
                states[state.ordinal()] = counter(Counter.valueOf("CURR_" + state));
            }
        }
        return states;
    }

    /** What another process would see. */
    private long[] statesInFile()
    {
        final long[] states = new long[TcpState.values().length];
        new ConnectionReader(file).forEach(connection ->
        {
            states[connection.state().ordinal()] += connection.state() == TcpState.LISTEN ? 0 : 1;
            return true;
        });
        return states;
    }

    private long sum(final Counter... summands)
    {
        long sum = 0;
        for (final Counter summand : summands)
        {
            sum += counter(summand);
        }
        return sum;
    }

    private long[] statesInTable()
    {
        final long[] states = new long[TcpState.values().length];
        states[TcpState.SYN_RCVD.ordinal()] = table().halfOpenSize();
        states[TcpState.TIME_WAIT.ordinal()] = table().timeWaitSize();
        final Tcb tcb = new Tcb();
        for (int ref = table().nextRecord(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table().nextRecord(ref))
        {
            table().wrap(tcb, ref);
            states[tcb.stateOrdinal()]++;
        }
        states[TcpState.CLOSED.ordinal()] = 0;
        return states;
    }

    /** The engine's connection table. */
    public ConnectionTable table()
    {
        if (table == null)
        {
            table = Inside.table(engine);
        }
        return table;
    }
}
