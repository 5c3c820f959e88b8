package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * The network between the hosts: each segment takes the same time, unless something was told to happen to it.
 * <pre>
 *   host ── sent ──> lost?  delayed?  copied?  ──> in flight, by time of arrival ──> host
 *                                        └──> kept, until let go or its time to live is over
 * </pre>
 */
final class Network
{
    /** How long a segment can live in the network: half of the usual 2*MSL of 60 s. */
    static final long MSL_NS = TimeUnit.SECONDS.toNanos(30);

    private record InFlight(TracedSegment flight, long arrivalNs, long number)
    {
    }

    private final VirtualClock clock;
    private final Trace trace;
    private final RelativeNumbers numbering;
    private long delayNs;
    private final List<ScenarioHost> hosts = new ArrayList<>();
    private final List<Disturbance> disturbances = new ArrayList<>();
    private final PriorityQueue<InFlight> inFlight =
        new PriorityQueue<>(Comparator.comparingLong(InFlight::arrivalNs).thenComparingLong(InFlight::number));
    private long number;

    Network(final VirtualClock clock, final Trace trace, final RelativeNumbers numbering, final long delayNs)
    {
        this.clock = clock;
        this.trace = trace;
        this.numbering = numbering;
        this.delayNs = delayNs;
    }

    void delayNs(final long ns)
    {
        delayNs = ns;
    }

    void join(final ScenarioHost host)
    {
        hosts.add(host);
    }

    Disturbance disturb(final Disturbance disturbance)
    {
        disturbances.add(disturbance);
        return disturbance;
    }

    /** Takes a frame that a host sends now. */
    void send(final ScenarioHost from, final byte[] frame)
    {
        final Packet packet = Packet.of(frame);
        numbering.sent(packet);
        final ScenarioHost to = route(packet);
        final Disturbance disturbance = disturbances.stream().filter(d -> d.takes(packet)).findFirst().orElse(null);
        final boolean isCopied = disturbance != null && disturbance.fate == TracedSegment.Fate.COPY;
        final TracedSegment.Fate fate = disturbance == null || isCopied ? TracedSegment.Fate.PASSED : disturbance.fate;
        final TracedSegment flight = new TracedSegment(packet, from, to, fate, clock.nanoTime());
        flight.departedAs = text(flight);
        from.departing(flight);
        trace.departure(flight);
        if (disturbance != null)
        {
            flight.note = disturbance.note;
        }
        if (isCopied)
        {
            disturbance.kept.add(new TracedSegment(packet, from, to, TracedSegment.Fate.COPY, clock.nanoTime()));
        }
        if (fate != TracedSegment.Fate.LOST)
        {
            schedule(flight, delayNs + (fate == TracedSegment.Fate.DELAYED ? disturbance.extraNs : 0));
        }
    }

    /**
     * Lets a copy go that was kept: it arrives at once, unless it has been in the network for longer than a segment can
     * live.
     *
     * @return whether it arrives.
     */
    boolean release(final TracedSegment copy)
    {
        final boolean isAlive = clock.nanoTime() - copy.departedNs <= MSL_NS;
        if (isAlive)
        {
            copy.note = "old, of " + trace.seconds(copy.departedNs) + " s";
            schedule(copy, 0);
        }
        return isAlive;
    }

    private void schedule(final TracedSegment flight, final long inNs)
    {
        inFlight.add(new InFlight(flight, clock.nanoTime() + inNs, number++));
    }

    /** The host that answers for the address; of several behind one address the one whose port it is. */
    private ScenarioHost route(final Packet packet)
    {
        return hosts.stream().filter(host -> host.answersFor(packet.destination())).findFirst().orElseThrow(
            () -> new IllegalStateException("no host for this address: " + packet.destination()));
    }

    /** When the next segment arrives, or {@link Long#MAX_VALUE}. */
    long nextArrivalNs()
    {
        return inFlight.isEmpty() ? Long.MAX_VALUE : inFlight.peek().arrivalNs;
    }

    /**
     * Hands over what arrives now: segments of one connection that neither open nor end anything go together, as a link
     * would bring them, all others one by one, so that the effect of each can be seen.
     *
     * @return whether there was any.
     */
    boolean deliver()
    {
        if (nextArrivalNs() > clock.nanoTime())
        {
            return false;
        }
        TracedSegment flight = inFlight.poll().flight;
        final List<TracedSegment> together = new ArrayList<>();
        arrive(flight, together);
        while (flight.packet.isPlain() && nextArrivalNs() <= clock.nanoTime() && isSame(flight, inFlight.peek().flight))
        {
            flight = inFlight.poll().flight;
            arrive(flight, together);
        }
        final long[] before = flight.to.outcomes();
        final String state = flight.to.take(flight.packet.receivedOn());
        if (together.size() == 1)
        {
            flight.verdict = flight.to.verdictSince(before);
        }
        together.forEach(each -> each.receiverState = state);
        return true;
    }

    private static boolean isSame(final TracedSegment flight, final TracedSegment next)
    {
        return next.packet.isPlain() && next.to == flight.to && next.packet.sentOn().equals(flight.packet.sentOn());
    }

    private void arrive(final TracedSegment flight, final List<TracedSegment> together)
    {
        flight.arrivedNs = clock.nanoTime();
        flight.arrivedAs = text(flight);
        trace.arrival(flight);
        flight.to.arrive(flight.packet.frame());
        together.add(flight);
    }

    private SegmentText text(final TracedSegment flight)
    {
        final boolean isRightwards = flight.isRightwards();
        return numbering.text(
            flight.packet, (isRightwards ? flight.packet.source() : flight.packet.destination()).port());
    }
}
