package io.fourtuple.loop;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.CongestionControls;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynDefences;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.timewait.TimeWaitPolicies;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * The parts of an {@link Engine}. Everything but the link has a default; time and randomness can be given, so that a run can
 * be repeated exactly.
 */
public final class EngineConfig
{
    private final Link link;
    private Settings settings = Settings.defaults();
    private LocalAddresses localAddresses = LocalAddresses.all();
    private Telemetry telemetry = Telemetry.inMemory();
    private LatencyRecorders latencies = LatencyRecorders.off();
    private NanoClock clock = SystemNanoClock.INSTANCE;
    private LongSupplier random = new SecureRandom()::nextLong;
    private ErrorHandler errorHandler = Throwable::printStackTrace;
    private TimeWaitPolicy timeWaitPolicy;
    private SynDefence synDefence;
    private CongestionControl congestionControl;
    private String name = "fourtuple";

    /** @param link that carries the engine's frames; the engine closes it. */
    public EngineConfig(final Link link)
    {
        this.link = link;
    }

    public EngineConfig settings(final Settings value)
    {
        settings = value;
        return this;
    }

    /** The engine's own addresses; {@link LocalAddresses#all()} if not set. */
    public EngineConfig localAddresses(final LocalAddresses value)
    {
        localAddresses = value;
        return this;
    }

    /**
     * Telemetry of this engine alone; if not set, counters only, in memory. The engine's link should count in the same
     * {@link Telemetry#counters()}.
     */
    public EngineConfig telemetry(final Telemetry value)
    {
        telemetry = value;
        return this;
    }

    /** Counters without a file: {@link #telemetry(Telemetry)} with {@link Telemetry#inMemory(Counters)}. */
    public EngineConfig counters(final Counters value)
    {
        return telemetry(Telemetry.inMemory(value));
    }

    /** The latencies to be recorded; none if not set. Recorders are for one engine each. */
    public EngineConfig latencies(final LatencyRecorders value)
    {
        latencies = value;
        return this;
    }

    /** The clock, read once a cycle, and more often only for {@linkplain #latencies latencies} that need it. */
    public EngineConfig clock(final NanoClock value)
    {
        clock = value;
        return this;
    }

    /** Source of the secrets (hash keys, ISNs) and of port choice; a {@link SecureRandom} if not set. */
    public EngineConfig random(final LongSupplier value)
    {
        random = value;
        return this;
    }

    /**
     * Takes the exceptions of an application's handler, filter or command, and of a strategy of one's own. Its own exceptions
     * are counted, noted in the {@linkplain #telemetry(Telemetry) telemetry's} error log and go no further.
     */
    public EngineConfig errorHandler(final ErrorHandler value)
    {
        errorHandler = value;
        return this;
    }

    /** A TIME_WAIT policy for this engine alone; if not set, or null, the setting {@code time_wait} selects one. */
    public EngineConfig timeWaitPolicy(final TimeWaitPolicy value)
    {
        timeWaitPolicy = value;
        return this;
    }

    /** A SYN defence for this engine alone; if not set, or null, the setting {@code syn_defence} selects one. */
    public EngineConfig synDefence(final SynDefence value)
    {
        synDefence = value;
        return this;
    }

    /**
     * Congestion control, for this engine alone, of connections that choose none; if not set, or null, the setting
     * {@code tcp_congestion_control} selects it.
     */
    public EngineConfig congestionControl(final CongestionControl value)
    {
        congestionControl = value;
        return this;
    }

    /** The agent's role name. */
    public EngineConfig name(final String value)
    {
        name = value;
        return this;
    }

    public Link link()
    {
        return link;
    }

    public Settings settings()
    {
        return settings;
    }

    public LocalAddresses localAddresses()
    {
        return localAddresses;
    }

    public Counters counters()
    {
        return telemetry.counters();
    }

    public Telemetry telemetry()
    {
        return telemetry;
    }

    public LatencyRecorders latencies()
    {
        return latencies;
    }

    public NanoClock clock()
    {
        return clock;
    }

    public LongSupplier random()
    {
        return random;
    }

    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /** @return the policy that was set, or else the one that the settings select. */
    public TimeWaitPolicy timeWaitPolicy()
    {
        return timeWaitPolicy != null ? timeWaitPolicy : TimeWaitPolicies.of(settings);
    }

    /** @return the defence that was set, or else the one that the settings select. */
    public SynDefence synDefence()
    {
        return synDefence != null ? synDefence : SynDefences.of(settings, random);
    }

    /** @return the algorithm that was set, or else the one that the settings select. */
    public CongestionControl congestionControl()
    {
        return congestionControl != null ? congestionControl : CongestionControls.of(settings);
    }

    public String name()
    {
        return name;
    }
}
