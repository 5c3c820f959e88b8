package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** One machine of a scenario: an engine, its end of the network, and the states of its connections. */
final class ScenarioHost
{
    /** Cycles in a row that an engine may have something to do in, at one moment. */
    private static final int MOST_CYCLES = 1_000;

    private static final List<Counter> OUTCOMES =
        Arrays.stream(Counter.values()).filter(counter -> counter.kind() == Counter.Kind.OUTCOME).toList();

    private final String name;
    private final boolean isLeft;
    private final Endpoint address;
    private final int firstPort;
    private final int lastPort;
    private final Trace trace;
    private final WireLink wire;
    private final Counters counters = new Counters();
    private final Engine engine;
    private final StateObserver states;
    private final Set<Integer> listening = new HashSet<>();
    private final List<TracedSegment> departing = new ArrayList<>();
    private Throwable failure;
    private boolean isCalled;
    private String stateBeforeCalls;
    private boolean isApplicationActing;

    /** The network brings it the segments to its address and to the ports from {@code firstPort} to {@code lastPort}. */
    ScenarioHost(
        final String name,
        final boolean isLeft,
        final Endpoint address,
        final int firstPort,
        final int lastPort,
        final Making making)
    {
        this.name = name;
        this.isLeft = isLeft;
        this.address = address;
        this.firstPort = firstPort;
        this.lastPort = lastPort;
        this.trace = making.trace();
        wire = new WireLink(frame -> making.network().send(this, frame));
        engine = engine(making);
        states = new StateObserver(engine.tcp(), counters);
    }

    /**
     * The parts of every host of a scenario.
     *
     * @param decoration put around the engine's link, as for a capture.
     * @param seed       of the engine's secrets.
     */
    record Making(
        VirtualClock clock,
        Trace trace,
        Network network,
        Settings settings,
        PolicyChoice policy,
        UnaryOperator<Link> decoration,
        long seed)
    {
    }

    private Engine engine(final Making making)
    {
        try
        {
            return new Engine(making.policy().applyTo(new EngineConfig(making.decoration().apply(wire))
                .settings(making.settings())
                .localAddresses(new LocalAddresses().add(addressText()))
                .counters(counters)
                .clock(making.clock())
                .random(new SplittableRandom(making.seed())::nextLong)
                .errorHandler(ex -> failure = ex)
                .name(name)));
        }
        catch (final IllegalArgumentException | OutOfMemoryError ex)
        {
            throw new UnusableSettingsException(ex);
        }
    }

    /** The engine would go on without the application that has failed; a scenario must not. */
    private void checkFailure()
    {
        if (failure != null)
        {
            throw new FailedCodeException(name, failure);
        }
    }

    String name()
    {
        return name;
    }

    boolean isLeft()
    {
        return isLeft;
    }

    Endpoint address()
    {
        return address;
    }

    String addressText()
    {
        final String text = new Endpoint(address.family(), address.hi(), address.lo(), 0).toString();
        return text.substring(0, text.lastIndexOf(':'));
    }

    Tcp tcp()
    {
        return engine.tcp();
    }

    Counters counters()
    {
        return counters;
    }

    Endpoint endpoint(final int port)
    {
        return new Endpoint(address.family(), address.hi(), address.lo(), port);
    }

    boolean answersFor(final Endpoint destination)
    {
        return destination.lo() == address.lo() && destination.hi() == address.hi() &&
            destination.port() >= firstPort && destination.port() <= lastPort;
    }

    void listen(final int port, final ConnectionHandler handler)
    {
        listening.add(port);
        engine.tcp().listen(endpoint(port), handler);
    }

    void arrive(final byte[] frame)
    {
        wire.arrive(frame);
    }

    void departing(final TracedSegment flight)
    {
        departing.add(flight);
    }

    /** An application has called: changes until the next settling are not by time alone. */
    void called()
    {
        isCalled = true;
        isApplicationActing = true;
    }

    /** The engine calls an application: until that acts, the state is the one that the segment has led to. */
    void telling(final EndpointPair tuple, final long id)
    {
        if (!isApplicationActing)
        {
            stateBeforeCalls = stateText(tuple, engine.tcp().state(id));
        }
    }

    /**
     * Runs the engine with a segment that has arrived.
     *
     * @return the state that the segment has brought the connection to, before its application did anything about it.
     */
    String take(final EndpointPair arrivedOn)
    {
        stateBeforeCalls = null;
        isApplicationActing = false;
        settle(arrivedOn);
        return isApplicationActing && stateBeforeCalls != null ? stateBeforeCalls : state(arrivedOn);
    }

    void known(final EndpointPair tuple, final long id)
    {
        states.known(tuple, id);
    }

    void ended(final EndpointPair tuple, final long id)
    {
        states.ended(tuple, id);
    }

    /** Each outcome counter's value now, to see later in which a segment has ended. */
    long[] outcomes()
    {
        final long[] counts = new long[OUTCOMES.size()];
        for (int i = 0; i < counts.length; i++)
        {
            counts[i] = counters.get(OUTCOMES.get(i));
        }
        return counts;
    }

    /** The name of the outcome that one segment had since then, without its prefix; empty if it was accepted. */
    String verdictSince(final long[] before)
    {
        for (int i = 0; i < before.length; i++)
        {
            final Counter outcome = OUTCOMES.get(i);
            if (counters.get(outcome) != before[i] && outcome != Counter.SEGMENTS_ACCEPTED && outcome != Counter.SYN_QUEUED)
            {
                return outcome.label().replaceFirst("^TcpExt|^Tcp", "");
            }
        }
        return "";
    }

    /** The state of a connection; of one that is not there, whether its port is listened on. */
    String state(final EndpointPair tuple)
    {
        return stateText(tuple, states.of(tuple));
    }

    private String stateText(final EndpointPair tuple, final TcpState state)
    {
        return state == TcpState.CLOSED && listening.contains(tuple.local().port()) ?
            TcpState.LISTEN.name() : state.name();
    }

    /**
     * Runs the engine until it has nothing to do at this moment, and looks at its connections.
     *
     * @param arrivedOn the connection that a segment has arrived for, or null.
     */
    void settle(final EndpointPair arrivedOn)
    {
        int cycles = 0;
        while (engine.doWork() > 0)
        {
            if (++cycles == MOST_CYCLES)
            {
                throw new IllegalStateException("engine does not come to rest: host=" + name + "\n" + counters);
            }
        }
        checkFailure();
        if (cycles == 0 && departing.isEmpty() && !isCalled && arrivedOn == null)
        {
            return;
        }
        final boolean isByTime = arrivedOn == null && !isCalled;
        for (final StateObserver.Change change : states.look(arrivedOn))
        {
            if (isByTime)
            {
                trace.state(this, stateText(change.tuple(), change.to()), change.from() + " ends by time");
            }
        }
        departing.forEach(flight -> flight.senderState = state(flight.packet.sentOn()));
        departing.clear();
        isCalled = false;
    }

    /** Ends the engine and gives its memory back; the network gets no frame of it. */
    void close()
    {
        wire.close();
        engine.onClose();
    }
}
