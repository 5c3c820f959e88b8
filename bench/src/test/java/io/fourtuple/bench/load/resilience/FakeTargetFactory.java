package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.HdrHistogram.Histogram;

import io.fourtuple.telemetry.Counter;

/**
 * Targets of which all is known: a defence with cookies completes everything, backlog and tcp_syncookies=0 one
 * handshake in a hundred while a flood lasts and for 1.5 s after it. Nothing here takes time.
 */
final class FakeTargetFactory implements TargetFactory
{
    static final double ENGINE_CEILING = 10_000;
    static final double KERNEL_CEILING = 4_000;
    static final long QUICK_NS = 100_000;
    static final long SLOW_NS = 1_000_000_000;
    static final double RECOVERY_SECONDS = 1.5;

    final List<String> opened = new ArrayList<>();
    /** So many frames less than were sent are told of in the target's counters. */
    long lostByCounters;
    /** Frames that are said to be lost on the way. */
    long unseen;
    /** Handshakes that fail before there is any flood. */
    long failedWithoutFlood;
    /** This target cannot be set up. */
    String broken = "";

    @Override
    public String floor()
    {
        return "nothing is late here";
    }

    @Override
    public String clients()
    {
        return "clients: none";
    }

    @Override
    public <T> T with(final TargetChoice choice, final Function<TargetUnderTest, T> work)
    {
        opened.add(choice.name());
        if (choice.name().equals(broken))
        {
            throw new IllegalStateException("no device for " + broken);
        }
        return work.apply(new Fake(choice));
    }

    private final class Fake implements TargetUnderTest
    {
        private final TargetChoice choice;
        private final boolean isWeak;
        private final Map<String, Long> counters = new LinkedHashMap<>();
        private long ceilings;

        Fake(final TargetChoice choice)
        {
            this.choice = choice;
            isWeak = choice.defence().equals("backlog") || choice.defence().equals("0");
        }

        @Override
        public String setUp()
        {
            return "backlog 128";
        }

        @Override
        public double ceiling(final int seconds, final Consumer<String> progress)
        {
            progress.accept("closed loop");
            // The rounds differ: 1 % more, 1 % less, ...
            final double nth = ceilings++ % 3 - 1;
            return (choice.medium() == Transport.LINUX ? KERNEL_CEILING : ENGINE_CEILING) * (1 + nth / 100);
        }

        @Override
        public LoadOutcome load(final FloodStep step, final Consumer<String> progress)
        {
            progress.accept("open loop");
            final List<TimeSlice> slices = new ArrayList<>();
            final long perSlice = (long)(step.realPerSecond() / 10);
            for (int i = 0; i < step.seconds() * 10; i++)
            {
                final boolean isFlooded = step.multiple() > 0 && i < step.floodSeconds() * 10 + RECOVERY_SECONDS * 10;
                slices.add(slice(i * 100_000_000L, perSlice, isWeak && isFlooded,
                    step.multiple() == 0 && i == 0 ? failedWithoutFlood : 0));
            }
            final long real = perSlice * slices.size();
            final long flood = (long)(step.floodPerSecond() * step.floodSeconds());
            // Of the largest flood the link takes half.
            final long lost = step.multiple() >= 10 ? flood / 2 : 0;
            count(real, flood - lost);
            return new LoadOutcome(slices, step.realPerSecond(), isWeak ? 128 : 0,
                new FloodOutcome(step.floodPerSecond(), step.floodSeconds(), flood, lost), inFlood(real, flood - lost),
                2 * real + flood - lost, unseen,
                new CpuShares(0.99, choice.medium() == Transport.LINUX ? Double.NaN : 0.5), real + flood - lost);
        }

        private TimeSlice slice(final long fromNs, final long intended, final boolean isStarved, final long failed)
        {
            final Histogram latencies = new Histogram(60_000_000_000L, 3);
            final long established = isStarved ? intended / 100 : intended - failed;
            latencies.recordValueWithCount(isStarved ? SLOW_NS : QUICK_NS, established);
            return new TimeSlice(fromNs, intended, established, 0, latencies);
        }

        private SynOutcomes inFlood(final long real, final long flood)
        {
            final Map<String, Long> drops = isWeak && flood > 0 ? Map.of("dropped", flood) : Map.of();
            return new SynOutcomes(real + flood, real, isWeak ? 0 : flood, drops, true);
        }

        private void count(final long real, final long flood)
        {
            final long frames = 2 * real + flood - lostByCounters;
            add(choice.medium() == Transport.LINUX ? Counter.IN_SEGS : Counter.IP_IN_RECEIVES, frames);
            add(Counter.SEGMENTS_ACCEPTED, real);
            add(Counter.LISTEN_SYNS, real + flood);
            add(Counter.SYN_QUEUED, real);
            add(isWeak ? Counter.REQ_Q_FULL_DROP : Counter.SYNCOOKIES_SENT, flood);
            add(Counter.LISTEN_DROPS, isWeak ? flood : 0);
        }

        private void add(final Counter counter, final long value)
        {
            counters.merge(counter.label(), value, Long::sum);
        }

        @Override
        public TargetSnapshot vitals()
        {
            return new TargetSnapshot(Map.copyOf(counters), 5_000_000, 100_000_000);
        }
    }
}
