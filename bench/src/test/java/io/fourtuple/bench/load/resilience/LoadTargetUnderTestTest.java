package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.load.client.EstablishedFeed;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.bench.load.client.LoadTarget;
import io.fourtuple.bench.load.client.RingTarget;
import io.fourtuple.bench.load.client.TargetCounters;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;

class LoadTargetUnderTestTest
{
    private static final String RECEIVED = Counter.IP_IN_RECEIVES.label();
    /** Far more than in a tenth of a second. */
    private static final int LOOKS = 100;

    /** Looks as if its thread had no CPU for a while after each run: its counters stand still. */
    private static final class Starved implements LoadTarget
    {
        private final LoadTarget target = new RingTarget(config -> { }, LoadRun.ANY_CPU);
        private TargetCounters seen;
        private int looks;

        @Override
        public String describe()
        {
            return target.describe();
        }

        @Override
        public void open(final LoadPlan plan)
        {
            target.open(plan);
        }

        @Override
        public Link link()
        {
            return target.link();
        }

        @Override
        public EstablishedFeed established()
        {
            return target.established();
        }

        @Override
        public TargetCounters counters()
        {
            seen = looks > 0 ? seen : target.counters();
            looks--;
            return seen;
        }

        /** As a run ends. */
        @Override
        public void check()
        {
            target.check();
            looks = LOOKS;
        }

        @Override
        public void close()
        {
            target.close();
        }
    }

    @Test
    void shouldCountNoLoadAsTakenBeforeTheTargetHasTakenAllOfIt()
    {
        final LoadPlan plan = LoadPlan.defaults();
        try (Starved target = new Starved())
        {
            target.open(plan);
            final LoadRun run = new LoadRun(target, LoadRun.ANY_CPU);
            final LoadTargetUnderTest subject = new LoadTargetUnderTest(Transport.RINGS, target, run, plan, "",
                () -> Map.of(RECEIVED, target.counters().framesReceived()), () -> false);
            final TargetSnapshot before = subject.vitals();
            final LoadOutcome measured = subject.load(new FloodStep(0, 1_000, 0, 1, 0), line -> { });
            final TargetSnapshot after = subject.vitals();
            assertTrue(measured.frames() > 0, measured::toString);
            final long received = after.get(RECEIVED) - before.get(RECEIVED);
            assertTrue(received >= measured.frames(), () -> "received=" + received + " " + measured);
        }
    }
}
