package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;

/**
 * A scenario's hosts, applications, network and time; the engines decide the outcome.
 * <pre>
 *   scenario ── connect, lose, delay, pass(ms) ──> Simulation ── time ──> engines' timers, network's arrivals, actions due
 *                                                    └──> Trace, ScenarioConnection
 * </pre>
 * Time goes from one event to the next and at most a millisecond at a time, the unit of the engines' timers.
 */
final class Simulation implements AutoCloseable
{
    static final int SERVER_PORT = 80;
    /** One way. */
    static final long DELAY_MS = 10;

    private record Action(long timeNs, long number, Runnable what)
    {
    }

    private final SimulationSetup setup;
    private final VirtualClock clock = new VirtualClock();
    private final Trace trace;
    private final RelativeNumbers numbering = new RelativeNumbers();
    private final Network network;
    private final List<ScenarioHost> hosts = new ArrayList<>();
    private final Map<ScenarioHost, ScenarioHandler> applications = new LinkedHashMap<>();
    private final Map<Endpoint, ApplicationBehaviour> listeners = new HashMap<>();
    private final List<ScenarioConnection> talks = new ArrayList<>();
    private final List<ConnectionSide> strangers = new ArrayList<>();
    private final PriorityQueue<Action> actions =
        new PriorityQueue<>(Comparator.comparingLong(Action::timeNs).thenComparingLong(Action::number));
    private long number;

    Simulation(final SimulationSetup setup)
    {
        this.setup = setup;
        clock.moveTo(setup.startNs());
        trace = new Trace(clock);
        network = new Network(clock, trace, numbering, DELAY_MS * VirtualClock.MS);
    }

    /** A host on the left side; its connections are those that are opened from there. */
    ScenarioHost client(final String name, final String address)
    {
        return host(name, true, address, 1, 65_535, Map.of());
    }

    /** A host on the left that shares its address with others: the network brings it these ports only. */
    ScenarioHost client(final String name, final String address, final int firstPort, final int lastPort)
    {
        return host(name, true, address, firstPort, lastPort,
            Map.of(Setting.IP_LOCAL_PORT_MIN, (long)firstPort, Setting.IP_LOCAL_PORT_MAX, (long)lastPort));
    }

    /** A host on the right side. */
    ScenarioHost server(final String name, final String address)
    {
        return host(name, false, address, 1, 65_535, Map.of());
    }

    private ScenarioHost host(
        final String name,
        final boolean isLeft,
        final String address,
        final int firstPort,
        final int lastPort,
        final Map<Setting, Long> settings)
    {
        final ScenarioHost host = new ScenarioHost(name, isLeft, Endpoint.of(address, 0), firstPort, lastPort,
            setup.forHost(clock, trace, network, hosts.size(), isLeft, settings));
        hosts.add(host);
        network.join(host);
        applications.put(host, new ScenarioHandler((tuple, id) -> accepted(host, tuple, id)));
        return host;
    }

    void listen(final ScenarioHost host, final int port, final ApplicationBehaviour behaviour)
    {
        listeners.put(host.endpoint(port), behaviour);
        host.listen(port, applications.get(host));
    }

    // Applications.

    /**
     * Active OPEN.
     *
     * @param localPort 0 has the engine choose one.
     */
    ScenarioConnection connect(
        final ScenarioHost from, final int localPort, final ScenarioHost to, final int port, final ApplicationBehaviour behaviour)
    {
        final FourTuple wanted = new EndpointPair(from.endpoint(localPort), to.endpoint(port)).toFourTuple();
        trace.call(from, "connect");
        from.called();
        final long id = from.tcp().connect(wanted, applications.get(from), 0);
        final ConnectionSide peer = new ConnectionSide(from, EndpointPair.of(wanted), behaviour, trace);
        final ScenarioConnection talk = new ScenarioConnection(talks.size() + 1, peer);
        talks.add(talk);
        if (id < 0)
        {
            final String why = ConnectRefusal.of(id, from, wanted);
            talk.refused(why);
            trace.remark(from.name() + ": connect refused, " + why);
        }
        else
        {
            peer.opened(id);
            applications.get(from).add(id, peer);
            // Two that open towards each other are the two ends of one connection.
            talks.stream().filter(other -> other.initiator().tuple().equals(peer.tuple().reversed()))
                .reduce((first, second) -> second).ifPresent(other -> join(other, talk));
        }
        return talk;
    }

    private void join(final ScenarioConnection first, final ScenarioConnection second)
    {
        first.responder(second.initiator());
        talks.remove(second);
    }

    private ConnectionSide accepted(final ScenarioHost host, final EndpointPair tuple, final long id)
    {
        final ConnectionSide peer = new ConnectionSide(
            host, tuple, listeners.getOrDefault(tuple.local(), ApplicationBehaviour.LISTENER), trace);
        peer.opened(id);
        talks.stream().filter(talk -> !talk.isRefusedAtOnce() && talk.responder() == null &&
            talk.initiator().tuple().equals(tuple.reversed()))
            .reduce((first, second) -> second)
            .ifPresentOrElse(talk -> talk.responder(peer), () -> strangers.add(peer));
        return peer;
    }

    /** Has something done later. */
    void after(final long ms, final Runnable what)
    {
        actions.add(new Action(clock.nanoTime() + ms * VirtualClock.MS, number++, what));
    }

    // The network.

    /** The next segments of a kind are lost. */
    Disturbance lose(final int times, final Predicate<Packet> matches)
    {
        return network.disturb(new Disturbance(matches, TracedSegment.Fate.LOST, 0, times, "lost"));
    }

    /** The next segment of a kind takes longer. */
    Disturbance delay(final long ms, final Predicate<Packet> matches)
    {
        return network.disturb(
            new Disturbance(matches, TracedSegment.Fate.DELAYED, ms * VirtualClock.MS, 1, "delayed by " + ms + " ms"));
    }

    /** A copy of the next segment of a kind stays in the network, until it is let go. */
    Disturbance copy(final Predicate<Packet> matches)
    {
        return network.disturb(new Disturbance(matches, TracedSegment.Fate.COPY, 0, 1, "a copy stays in the network"));
    }

    /** Copies of all segments of a kind stay in the network. */
    Disturbance copies(final Predicate<Packet> matches)
    {
        return network.disturb(new Disturbance(matches, TracedSegment.Fate.COPY, 0, Integer.MAX_VALUE, "copied"));
    }

    /**
     * Lets one copy go; it arrives at once, unless a segment does not live so long.
     *
     * @return whether it arrives.
     */
    boolean release(final Disturbance disturbance, final Packet packet)
    {
        return disturbance.kept.stream().filter(flight -> flight.packet == packet).anyMatch(network::release);
    }

    /** One way; to be set before anything is sent. */
    void networkDelay(final long ms)
    {
        network.delayNs(ms * VirtualClock.MS);
    }

    /** The number of the last SYN that was sent on a connection, by the end whose tuple it is. */
    int isn(final EndpointPair sender)
    {
        return numbering.isn(sender);
    }

    // Time.

    /** Lets so much time pass. */
    void pass(final long ms)
    {
        until(() -> false, ms);
    }

    /**
     * Lets time pass until something holds, asked at each event.
     *
     * @return whether it came to hold within so many milliseconds.
     */
    boolean until(final BooleanSupplier condition, final long mostMs)
    {
        final long endNs = clock.nanoTime() + mostMs * VirtualClock.MS;
        now();
        while (!condition.getAsBoolean())
        {
            if (clock.nanoTime() >= endNs)
            {
                return false;
            }
            final long tickNs = (clock.nanoTime() / VirtualClock.MS + 1) * VirtualClock.MS;
            final long actionNs = actions.isEmpty() ? Long.MAX_VALUE : actions.peek().timeNs;
            clock.moveTo(Math.min(Math.min(endNs, tickNs), Math.min(network.nextArrivalNs(), actionNs)));
            now();
        }
        return true;
    }

    /** Everything that happens at this moment: timers first, then what arrives, then what applications do. */
    private void now()
    {
        settle();
        boolean isMoving = true;
        while (isMoving)
        {
            isMoving = network.deliver();
            if (!isMoving && !actions.isEmpty() && actions.peek().timeNs <= clock.nanoTime())
            {
                actions.poll().what.run();
                settle();
                isMoving = true;
            }
        }
    }

    private void settle()
    {
        for (final ScenarioHost host : hosts)
        {
            host.settle(null);
        }
    }

    // The trace.

    void remark(final String text)
    {
        trace.remark(text);
    }

    void fold(final String summary)
    {
        trace.fold(summary);
    }

    void unfold()
    {
        trace.unfold();
    }

    void showPorts()
    {
        numbering.showPorts(true);
    }

    void showTimestamps()
    {
        numbering.showTimestamps(true);
    }

    Trace trace()
    {
        return trace;
    }

    List<ScenarioHost> hosts()
    {
        return hosts;
    }

    List<ScenarioConnection> talks()
    {
        return talks;
    }

    /** The sum over all connections so far, those too that no application had opened. */
    ScenarioOutcome outcome()
    {
        ScenarioOutcome sum = ScenarioOutcome.NONE;
        for (final ScenarioConnection talk : talks)
        {
            sum = sum.plus(talk.outcome());
        }
        for (final ConnectionSide stranger : strangers)
        {
            sum = sum.plus(stranger.received().length > 0 ? ScenarioOutcome.CORRUPTED_ONE : ScenarioOutcome.NONE);
        }
        return sum;
    }

    @Override
    public void close()
    {
        hosts.forEach(ScenarioHost::close);
    }
}
