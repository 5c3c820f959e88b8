package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.link.Link;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.timewait.TimeWaitPolicy;

/** An engine with an application, a peer and a clock that the test plays, brought into any state by segments. */
public final class EngineFixture extends TestPeer<EngineFixture>
{
    public final Counters counters;
    public final RecordedLatencies latencies;
    public final Tcp tcp;
    public final RecordingHandler handler = new RecordingHandler();
    private final EngineAudit audit;

    private EngineFixture(final Builder parts)
    {
        super(parts.ipv6, parts);
        counters = parts.telemetry.counters();
        latencies = new RecordedLatencies(parts.latencies);
        tcp = engine.tcp();
        audit = new EngineAudit(this, parts.telemetry);
    }

    public static EngineFixture ipv4()
    {
        return of(false);
    }

    public static EngineFixture ipv6()
    {
        return of(true);
    }

    public static EngineFixture of(final boolean ipv6)
    {
        return of(ipv6, smallSettings());
    }

    public static EngineFixture of(final boolean ipv6, final Settings settings)
    {
        return with(ipv6, settings).build();
    }

    /** To be given more than settings. */
    public static Builder with(final boolean ipv6, final Settings settings)
    {
        return new Builder(ipv6, settings);
    }

    /** The parts of a fixture's engine; the settings name the policy and the defence that are not given. */
    public static final class Builder
    {
        private final boolean ipv6;
        private final Settings settings;
        private long seed = 42;
        private TimeWaitPolicy policy;
        private SynDefence defence;
        private CongestionControl congestionControl;
        private Telemetry telemetry = Telemetry.inMemory();
        private LatencyRecorders latencies = LatencyRecorders.off();

        private Builder(final boolean ipv6, final Settings settings)
        {
            this.ipv6 = ipv6;
            this.settings = settings;
        }

        /** The seed of the engine's secrets. */
        public Builder seed(final long value)
        {
            seed = value;
            return this;
        }

        public Builder policy(final TimeWaitPolicy value)
        {
            policy = value;
            return this;
        }

        public Builder defence(final SynDefence value)
        {
            defence = value;
            return this;
        }

        public Builder congestionControl(final CongestionControl value)
        {
            congestionControl = value;
            return this;
        }

        public Builder telemetry(final Telemetry value)
        {
            telemetry = value;
            return this;
        }

        /** Off unless given: the recorders of one engine take 3 MiB, more than all else that a fixture has. */
        public Builder latencies(final LatencyRecorders value)
        {
            latencies = value;
            return this;
        }

        /** With all latencies on. */
        public Builder recorded()
        {
            return latencies(LatencyRecorders.all());
        }

        public EngineFixture build()
        {
            return new EngineFixture(this);
        }

        EngineConfig config(final Link link)
        {
            return new EngineConfig(link)
                .settings(settings)
                .telemetry(telemetry)
                .latencies(latencies)
                .timeWaitPolicy(policy)
                .synDefence(defence)
                .congestionControl(congestionControl)
                .random(new SplittableRandom(seed)::nextLong);
        }
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
            .with(Setting.SEND_MEMORY, 1 << 20)
            .with(Setting.RECEIVE_MEMORY, 1 << 20)
            // What a segment does to a connection is seen without the window of a path; CongestionWindowTest has that.
            .with("tcp_congestion_control=none");
    }

    @Override
    EngineFixture self()
    {
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
        final int taken = tcp.send(handler.connection, new UnsafeBuffer(bytes), 0, length);
        work();
        return taken;
    }

    public TcpState state()
    {
        return tcp.state(handler.connection);
    }

    public long counter(final Counter counter)
    {
        return counters.get(counter);
    }

    /** The state of the only record there is, or none; also where the application has no id for it. */
    public String recordState()
    {
        if (counter(Counter.CURR_OPEN) == 0)
        {
            return "none";
        }
        assertEquals(1, counter(Counter.CURR_OPEN));
        return isInTimeWait() ? "TIME_WAIT" : counter(Counter.CURR_SYN_RCVD) == 1 ? "SYN_RCVD" : state().name();
    }

    public boolean isInTimeWait()
    {
        return counter(Counter.CURR_TIME_WAIT) == 1;
    }

    // A fixture of each state, built by segments on the one before.

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

    /** SYN_RCVD of both ends' SYNs (RFC 9293 figure 8). */
    public EngineFixture simultaneousOpen()
    {
        synSent().inject("S", 0, 0).expect("S.", 0, 1);
        return this;
    }

    /** The application closes, which must send nothing by itself: its output was shut before. */
    public EngineFixture close()
    {
        assertEquals(0, tcp.close(handler.connection));
        return work().expectNothing();
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

    /** Each frame has one outcome, each TIME_WAIT one end, each SYN one answer; gauges, table and latencies agree. */
    public void assertCountersAddUp()
    {
        audit.assertCountersAddUp();
    }

    /** The engine's connection table. */
    public ConnectionTable table()
    {
        return audit.table;
    }
}
