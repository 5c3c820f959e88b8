package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Runs against a plain list of segments, each with its own time and fate: several flights, one small pool. */
class SentRunsModelTest
{
    private static final int MSS = 100;
    private static final int TRANSFERS = 4;
    private static final int FATES = SentRuns.SACKED | SentRuns.LOST | SentRuns.AGAIN | SentRuns.EVER_AGAIN;

    /** One segment of the model. */
    private static final class Sent
    {
        private final int first;
        private final int end;
        private int us;
        private int flags;

        private Sent(final int first, final int end, final int us)
        {
            this.first = first;
            this.end = end;
            this.us = us;
        }
    }

    private final SentRuns runs = new SentRuns(Settings.defaults()
        .with(Setting.MAX_TRANSFERS, TRANSFERS).with(Setting.SEND_MEMORY, 65_536));
    private final Flight flight = new Flight();
    private final int all = runs.freeRuns();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKnowOfEachSegmentWhatAPlainListKnows(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<ArrayDeque<Sent>> models = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++)
        {
            models.add(new ArrayDeque<>());
            runs.wrap(flight, i + 1);
            runs.reset(flight);
        }
        int us = Integer.MAX_VALUE - 50;
        for (int step = 0; step < 60_000; step++)
        {
            final int at = random.nextInt(TRANSFERS);
            final ArrayDeque<Sent> model = models.get(at);
            runs.wrap(flight, at + 1);
            us += random.nextInt(3) / 2;
            switch (random.nextInt(8))
            {
                case 0, 1, 2 -> send(model, random, us);
                case 3, 4 -> mark(model, random, us);
                case 5 -> acknowledge(model, random);
                case 6 -> mergeAll();
                default ->
                {
                    if (random.nextInt(100) == 0 && !model.isEmpty())
                    {
                        runs.clear(flight);
                        model.clear();
                    }
                }
            }
            compare(model, "seed=" + seed + " step=" + step);
        }
        for (int i = 0; i < TRANSFERS; i++)
        {
            runs.wrap(flight, i + 1);
            if (!models.get(i).isEmpty())
            {
                runs.clear(flight);
            }
        }
        assertEquals(all, runs.freeRuns(), "runs lost");
    }

    private void send(final ArrayDeque<Sent> model, final SplittableRandom random, final int us)
    {
        final int length = random.nextInt(4) == 0 ? 1 + random.nextInt(MSS) : MSS;
        if (model.isEmpty())
        {
            final int first = random.nextInt(4) == 0 ? -150 : random.nextInt();
            runs.begin(flight, first, first + length, us);
            model.add(new Sent(first, first + length, us));
            return;
        }
        final int first = model.getLast().end;
        final int lastRun = runs.first(flight.lastRun());
        if (!runs.append(flight, first + length, us, MSS))
        {
            for (final Sent sent : model)
            {
                if (sent.first - lastRun >= 0)
                {
                    sent.us = us;
                    sent.flags &= SentRuns.EVER_AGAIN;
                }
            }
        }
        model.add(new Sent(first, first + length, us));
        if (runs.first(flight.lastRun()) != first)
        {
            model.getLast().flags = runs.flags(flight.lastRun());
        }
    }

    /** Some segments in a row get a fate and a time of their own. */
    private void mark(final ArrayDeque<Sent> model, final SplittableRandom random, final int us)
    {
        if (model.isEmpty())
        {
            return;
        }
        final Sent[] list = model.toArray(Sent[]::new);
        final int from = random.nextInt(list.length);
        final int run = runs.at(flight, flight.firstRun(), list[from].first);
        int marked = run;
        if (runs.first(run) != list[from].first)
        {
            marked = runs.split(flight, run, list[from].first);
        }
        final int end = list[Math.min(list.length - 1, from + random.nextInt(3))].end;
        if (marked == SentRuns.NONE || end - runs.end(flight, marked) < 0 && runs.split(flight, marked, end) == SentRuns.NONE)
        {
            assertFalse(runs.canSplit(flight, 1));
            return;
        }
        final int flags = random.nextInt(FATES + 1);
        runs.mark(flight, marked, flags);
        runs.sentUs(marked, us);
        for (final Sent sent : list)
        {
            if (sent.first - runs.first(marked) >= 0 && sent.end - runs.end(flight, marked) <= 0)
            {
                sent.flags = flags;
                sent.us = us;
            }
        }
    }

    private void acknowledge(final ArrayDeque<Sent> model, final SplittableRandom random)
    {
        for (int i = random.nextInt(6); i > 0 && model.size() > 1; i--)
        {
            final Sent first = model.removeFirst();
            if (runs.end(flight, flight.firstRun()) == first.end)
            {
                runs.removeFirst(flight);
            }
            else
            {
                runs.cutFirst(flight, first.end);
            }
        }
    }

    private void mergeAll()
    {
        int run = flight.firstRun();
        while (run != SentRuns.NONE)
        {
            if (!runs.merge(flight, run, MSS))
            {
                run = runs.next(run);
            }
        }
    }

    private void compare(final ArrayDeque<Sent> model, final String where)
    {
        int run = flight.firstRun();
        assertEquals(model.isEmpty(), run == SentRuns.NONE, where);
        final int[] sums = new int[3];
        int count = model.isEmpty() ? 0 : 1;
        for (final Sent sent : model)
        {
            if (runs.end(flight, run) == sent.first)
            {
                run = runs.next(run);
                count++;
            }
            final String what = where + " segment=" + sent.first;
            assertTrue(runs.first(run) - sent.first <= 0 && runs.end(flight, run) - sent.end >= 0, what);
            assertEquals(sent.flags, runs.flags(run), what);
            assertTrue((sent.flags & SentRuns.SACKED) != 0 || sent.us == runs.sentUs(run), what);
            for (int i = 0; i < sums.length; i++)
            {
                sums[i] += (sent.flags & 1 << i) != 0 ? sent.end - sent.first : 0;
            }
        }
        assertEquals(model.isEmpty() ? 0 : model.getLast().end, model.isEmpty() ? 0 : flight.end(), where);
        assertEquals(run, flight.lastRun(), where);
        assertEquals(count, flight.runs(), where);
        assertEquals(Arrays.toString(sums), Arrays.toString(
            new int[]{flight.sackedBytes(), flight.lostBytes(), flight.againBytes()}), where);
    }

    /** A burst of any length is one run; a short segment is the last one of its run. */
    @Test
    void shouldKeepABurstInOneRun()
    {
        runs.wrap(flight, 1);
        runs.reset(flight);
        runs.begin(flight, 0, MSS, 7);
        for (int i = 2; i <= 1_000; i++)
        {
            assertTrue(runs.append(flight, i * MSS, 7, MSS));
        }
        assertTrue(runs.append(flight, 1_000 * MSS + 1, 7, MSS));
        assertEquals(1, flight.runs());
        assertTrue(runs.append(flight, 1_000 * MSS + 2, 7, MSS));
        assertEquals(2, flight.runs());
        assertTrue(runs.append(flight, 1_000 * MSS + 3, 8, MSS));
        assertEquals(3, flight.runs());
    }

    /** However many runs one connection has, each of the others finds one to begin with. */
    @Test
    void shouldKeepARunForEachTransfer()
    {
        final SentRuns small = new SentRuns(Settings.defaults()
            .with(Setting.MAX_TRANSFERS, TRANSFERS).with(Setting.SEND_MEMORY, 65_536));
        small.wrap(flight, 1);
        small.reset(flight);
        small.begin(flight, 0, 1, 0);
        int end = 1;
        while (small.append(flight, end + 1, end, MSS))
        {
            end++;
        }
        assertEquals(TRANSFERS - 1, small.freeRuns());
        assertEquals(64 + 1, flight.runs());
        final Flight other = new Flight();
        for (int i = 2; i <= TRANSFERS; i++)
        {
            small.wrap(other, i);
            small.reset(other);
            small.begin(other, i, i + 1, 0);
        }
        assertEquals(0, small.freeRuns());
        // The last run has what found none, with the later time.
        assertEquals(end + 1, flight.end());
        assertEquals(end, small.sentUs(flight.lastRun()));
    }

    @Test
    void shouldLimitTheRunsOfAConnection()
    {
        final SentRuns large = new SentRuns(Settings.defaults().with(Setting.MAX_TRANSFERS, TRANSFERS));
        large.wrap(flight, 1);
        large.reset(flight);
        large.begin(flight, 0, 1, 0);
        for (int i = 1; i < SentRuns.MAX_RUNS; i++)
        {
            assertTrue(large.append(flight, i + 1, i, MSS));
        }
        assertFalse(large.append(flight, SentRuns.MAX_RUNS + 1, SentRuns.MAX_RUNS, MSS));
        assertEquals(SentRuns.NONE, large.split(flight, flight.firstRun(), 0));
        assertEquals(SentRuns.MAX_RUNS, flight.runs());
    }
}
