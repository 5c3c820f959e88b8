package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.fourtuple.telemetry.Counter;

/** Whether what generator and target have counted adds up. */
final class CounterAudit
{
    private static final String IN_SEGS = "TcpInSegs";

    private CounterAudit()
    {
    }

    /**
     * @param medium   of the target.
     * @param grown    what its counters have grown by in a load.
     * @param syns     what became of SYNs, from the same counters.
     * @param measured what the generator has counted in the same time.
     * @return a line for each sum that is wrong.
     */
    static List<String> mismatches(
        final Transport medium, final Map<String, Long> grown, final SynOutcomes syns, final LoadOutcome measured)
    {
        final List<String> wrong = new ArrayList<>();
        if (!syns.addsUp())
        {
            wrong.add(syns.text() + " does not add up");
        }
        final boolean isKernel = medium == Transport.LINUX;
        final String name = isKernel ? IN_SEGS : Counter.IP_IN_RECEIVES.label();
        final long received = grown.getOrDefault(name, 0L);
        // More may be: what ends connections that are still open after a load is not counted by the generator.
        final boolean mayLose = medium == Transport.TUN;
        if (received < measured.frames() && !mayLose)
        {
            wrong.add(measured.frames() + " frames were sent, but " + name + " has grown by " + received);
        }
        if (!isKernel)
        {
            final long outcomes = outcomes(grown);
            if (outcomes != received)
            {
                wrong.add(received + " frames received, but " + outcomes + " outcomes");
            }
        }
        return wrong;
    }

    private static long outcomes(final Map<String, Long> grown)
    {
        long sum = 0;
        for (final Counter counter : Counter.values())
        {
            if (counter.kind() == Counter.Kind.OUTCOME)
            {
                sum += grown.getOrDefault(counter.label(), 0L);
            }
        }
        return sum;
    }
}
