package io.fourtuple.bench.watch;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.fourtuple.telemetry.Counter;

/**
 * Where frames end that nothing comes of. Each frame that is received has one outcome, so these, with those that serve
 * their purpose, add up to {@code IpInReceives}.
 */
final class Drops
{
    private static final Set<Counter> SERVED = EnumSet.of(
        Counter.SEGMENTS_ACCEPTED, Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT, Counter.SYNCOOKIES_RECV,
        Counter.ICMP_IN_ECHOS, Counter.ICMP_IN_DEST_UNREACHS);
    private static final List<Counter> ALL = Counter.ALL.stream().filter(Drops::isDrop).toList();

    private Drops()
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

    static double perSecond(final Rates rates)
    {
        return ALL.stream().mapToDouble(rates::perSecond).sum();
    }
}
