package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayLineTest
{
    private record Due(long ns, int frame)
    {
    }

    /** A frame's number is its turn, so that the model's order is plain. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAgreeWithAPriorityQueue(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final DelayLine line = new DelayLine(300);
        final PriorityQueue<Due> model =
            new PriorityQueue<>(Comparator.comparingLong(Due::ns).thenComparingInt(Due::frame));
        for (int step = 0; step < 100_000; step++)
        {
            assertEquals(model.size(), line.size());
            if (!model.isEmpty())
            {
                assertEquals(model.peek().frame, line.firstFrame(), "seed=" + seed + " step=" + step);
                assertEquals(model.peek().ns, line.firstDueNs());
            }
            if (model.size() < 300 && random.nextInt(100) < 50 || model.isEmpty())
            {
                final Due due = new Due(random.nextInt(50), step);
                model.add(due);
                line.add(due.frame, due.ns);
            }
            else
            {
                model.remove();
                line.removeFirst();
            }
        }
    }
}
