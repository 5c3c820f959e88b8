package io.fourtuple.goodput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/**
 * Two flows without an end that share a bottleneck of 100 Mbit/s; the second one begins later.
 *
 * @param rttMs   of the network without its queue.
 * @param laterMs how much later.
 */
record TwoFlows(int rttMs, int laterMs)
{
    private static final long MS = 1_000_000L;
    private static final int SETTLING_MS = 2_000;
    private static final int MEASURED_S = 6;

    /** @return a row of the table: what each flow gets once both have had two seconds, and Jain's index of that. */
    String measure(final long seed)
    {
        final VirtualNetwork network = new VirtualNetwork(new GoodputCell("0", rttMs, 0).plan(seed), seed);
        final Counting counting = new Counting();
        network.listen(counting);
        network.connect(new Sender(Long.MAX_VALUE));
        network.run(Math.max(1, laterMs) * MS);
        network.connect(new Sender(Long.MAX_VALUE));
        network.run(SETTLING_MS * MS);
        final List<Long> before = List.copyOf(counting.bytes);
        network.run(MEASURED_S * 1_000 * MS);
        final double first = GoodputCell.mbits(counting.bytes.get(0) - before.get(0), MEASURED_S);
        final double second = GoodputCell.mbits(counting.bytes.get(1) - before.get(1), MEASURED_S);
        network.close();
        return String.format(Locale.ROOT, "%4d ms  %8d ms  %8.2f  %8.2f  %6.3f",
            rttMs, laterMs, first, second, jain(first, second));
    }

    /** Jain's fairness index: 1 if both get the same, 0.5 if one gets all. */
    static double jain(final double first, final double second)
    {
        final double sum = first + second;
        return sum == 0 ? 0 : sum * sum / (2 * (first * first + second * second));
    }

    /** Counts what each connection receives, in the order of their beginnings. */
    private static final class Counting implements ConnectionHandler
    {
        private final List<Long> bytes = new ArrayList<>();

        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            tcp.userData(id, bytes.size());
            bytes.add(0L);
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            final int flow = (int)tcp.userData(id);
            bytes.set(flow, bytes.get(flow) + length);
        }
    }
}
