package io.fourtuple.bench.tool.watch;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.fourtuple.telemetry.Counter;

/**
 * The outcomes of dropped frames. Each frame received has one outcome, so these and {@link #served} add up to
 * {@code IpInReceives}.
 */
final class DropCounters
{
    private static final Set<Counter> SERVED = Collections.unmodifiableSet(EnumSet.of(
        Counter.SEGMENTS_ACCEPTED, Counter.OFO_QUEUE, Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT, Counter.SYNCOOKIES_RECV,
        Counter.IP_REASM_REQDS, Counter.ICMP_IN_ECHOS, Counter.ICMP_IN_DEST_UNREACHS));
    /** A frame is counted by one of these at most: each is where it ends. */
    private static final List<Counter> LINKS = List.of(
        Counter.LINK_RX_DROPPED, Counter.LINK_TX_FULL, Counter.LINK_TX_ERRORS, Counter.LINK_SHORT_WRITES);
    private static final List<Counter> ALL = Counter.ALL.stream().filter(DropCounters::isDrop).toList();

    private DropCounters()
    {
    }

    static boolean isDrop(final Counter counter)
    {
        return counter.kind() == Counter.Kind.OUTCOME && !SERVED.contains(counter);
    }

    /** All reasons, in the counters' order. */
    static List<Counter> all()
    {
        return ALL;
    }

    /** The other outcomes, of frames that served their purpose, in the counters' order. */
    static Set<Counter> served()
    {
        return SERVED;
    }

    /** Losses between device and loop, on the way in or out. */
    static List<Counter> ofLinks()
    {
        return LINKS;
    }

    static double perSecond(final CounterRates rates)
    {
        return ALL.stream().mapToDouble(rates::perSecond).sum();
    }
}
