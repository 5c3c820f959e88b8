package io.fourtuple.table;

import static io.fourtuple.table.FlightDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Seq;

/**
 * What is in flight, as runs of segments with one time of sending and one fate, in the order of sequence numbers.
 * <pre>
 *   Flight ──> run ──────> run ──────> run ──────> run
 *              |sent 10:00 |sent 10:00 |sent 10:00 |sent 10:02
 *              |LOST AGAIN |           |SACKED     |
 *              ^ SND.UNA                                      ^ end: SND.NXT
 *
 *   begin: one run      append, split: one more      merge, removeFirst: one less      clear: none
 * </pre>
 * A burst is one run; the pool has a run for each transfer, so that {@link #begin} always finds one, and more of them by the
 * size of send memory. A connection has {@value #MAX_RUNS} at most. Where there is none, {@link #append} has the last run
 * grow, and {@link #split} says so. Run 0 is not used: 0 means none.
 */
public final class SentRuns
{
    /** No run. */
    public static final int NONE = 0;
    /** Runs of one connection, at most. */
    public static final int MAX_RUNS = 1_024;
    /** The peer has selectively acknowledged the run. */
    public static final int SACKED = 1;
    /** The run, as sent first, is taken for lost. */
    public static final int LOST = 1 << 1;
    /** The run was sent again, and that is in flight. */
    public static final int AGAIN = 1 << 2;
    /** The run was sent again at some time. */
    public static final int EVER_AGAIN = 1 << 3;
    /** Send memory for one run more. */
    private static final int BYTES_A_RUN = 1_024;

    private final OffHeapArray flights;
    private final OffHeapArray runs;
    private int reserved;
    private int freeCount;
    private int firstFree;
    private int untouched = 1;

    /**
     * @param settings capacities.
     */
    public SentRuns(final Settings settings)
    {
        reserved = settings.intValue(Setting.MAX_TRANSFERS);
        freeCount = runCount(settings);
        flights = OffHeapArray.zeroed(reserved + 1, SHIFT);
        runs = OffHeapArray.zeroed(freeCount + 1, RUN_SHIFT);
    }

    private static int runCount(final Settings settings)
    {
        return Math.toIntExact(settings.get(Setting.MAX_TRANSFERS) + settings.get(Setting.SEND_MEMORY) / BYTES_A_RUN);
    }

    /**
     * @param settings capacities.
     * @return bytes that flights and runs of them take.
     */
    public static long neededBytes(final Settings settings)
    {
        return OffHeapArray.neededBytes(settings.intValue(Setting.MAX_TRANSFERS) + 1, SHIFT) +
            OffHeapArray.neededBytes(runCount(settings) + 1, RUN_SHIFT);
    }

    public long sizeBytes()
    {
        return flights.sizeBytes() + runs.sizeBytes();
    }

    /** Runs that are free, those kept for {@link #begin} included. */
    public int freeRuns()
    {
        return freeCount;
    }

    /** Positions a view at the flight of a transfer. */
    public void wrap(final Flight flight, final int transfer)
    {
        flight.address = flights.address(transfer);
    }

    /** Makes a flight that was never used by its transfer a blank one. */
    public void reset(final Flight flight)
    {
        for (int i = 0; i < 1 << SHIFT; i += 8)
        {
            UnsafeApi.putLong(flight.address + i, 0);
        }
    }

    /** Sequence numbers from {@code first} to {@code end} are in flight, sent at one time; there is no run yet. */
    public void begin(final Flight flight, final int first, final int end, final int sentUs)
    {
        reserved--;
        final int run = take();
        write(run, first, sentUs, 0, NONE);
        flight.firstRun(run);
        flight.lastRun(run);
        flight.end(end);
        flight.runs(1);
    }

    /** Forgets what is in flight. */
    public void clear(final Flight flight)
    {
        int run = flight.firstRun();
        while (run != NONE)
        {
            final int next = next(run);
            free(run);
            run = next;
        }
        flight.firstRun(NONE);
        flight.lastRun(NONE);
        flight.runs(0);
        flight.count(SACKED, -flight.sackedBytes());
        flight.count(LOST, -flight.lostBytes());
        flight.count(AGAIN, -flight.againBytes());
        reserved++;
    }

    /**
     * What follows {@link Flight#end()} was sent for the first time. It belongs to the last run if that was sent at the same
     * time and its last segment is a full one.
     *
     * @return false if there is no run for it: then the last one has it, with the time that is later, and as if nothing of that
     * run was lost, SACKed or sent again.
     */
    public boolean append(final Flight flight, final int end, final int sentUs, final int mss)
    {
        final int last = flight.lastRun();
        final int first = flight.end();
        if (flags(last) == 0 && sentUs(last) == sentUs && (first - first(last)) % mss == 0)
        {
            flight.end(end);
            return true;
        }
        if (hasRun(flight))
        {
            final int run = take();
            write(run, first, sentUs, 0, NONE);
            UnsafeApi.putInt(runs.address(last) + RUN_NEXT_OFFSET, run);
            flight.lastRun(run);
            flight.end(end);
            flight.runs(flight.runs() + 1);
            return true;
        }
        mark(flight, last, flags(last) & EVER_AGAIN);
        sentUs(last, sentUs);
        flight.end(end);
        return false;
    }

    /**
     * Whether {@link #split} would find a run.
     *
     * @param count how many times in a row.
     */
    public boolean canSplit(final Flight flight, final int count)
    {
        return flight.runs() + count <= MAX_RUNS && freeCount - count >= reserved;
    }

    private boolean hasRun(final Flight flight)
    {
        return canSplit(flight, 1);
    }

    /**
     * Has a run end before {@code at}, which lies in it, and another one with the same time and flags begin there.
     *
     * @return the second run, or {@link #NONE} if there is none left.
     */
    public int split(final Flight flight, final int run, final int at)
    {
        if (!hasRun(flight))
        {
            return NONE;
        }
        final int second = take();
        write(second, at, sentUs(run), flags(run), next(run));
        UnsafeApi.putInt(runs.address(run) + RUN_NEXT_OFFSET, second);
        if (flight.lastRun() == run)
        {
            flight.lastRun(second);
        }
        flight.runs(flight.runs() + 1);
        return second;
    }

    /**
     * Merges a run with the next one, if nothing tells them apart: fate, time unless they are SACKed, and a border between
     * segments that does not follow from the MSS.
     *
     * @return whether it did.
     */
    public boolean merge(final Flight flight, final int run, final int mss)
    {
        final int second = next(run);
        if (second == NONE || flags(run) != flags(second) ||
            sentUs(run) != sentUs(second) && (flags(run) & SACKED) == 0 || (first(second) - first(run)) % mss != 0)
        {
            return false;
        }
        if (sentUs(second) - sentUs(run) > 0)
        {
            sentUs(run, sentUs(second));
        }
        UnsafeApi.putInt(runs.address(run) + RUN_NEXT_OFFSET, next(second));
        if (flight.lastRun() == second)
        {
            flight.lastRun(run);
        }
        flight.runs(flight.runs() - 1);
        free(second);
        return true;
    }

    /** Forgets the first run, which is acknowledged; there are others. */
    public void removeFirst(final Flight flight)
    {
        final int run = flight.firstRun();
        flight.count(flags(run), -length(flight, run));
        flight.firstRun(next(run));
        flight.runs(flight.runs() - 1);
        free(run);
    }

    /** Has the first run begin later. */
    public void cutFirst(final Flight flight, final int first)
    {
        final int run = flight.firstRun();
        flight.count(flags(run), first(run) - first);
        UnsafeApi.putInt(runs.address(run) + RUN_FIRST_OFFSET, first);
    }

    /** Sets the fate of a run. */
    public void mark(final Flight flight, final int run, final int flags)
    {
        final int before = flags(run);
        if (before != flags)
        {
            final int bytes = length(flight, run);
            flight.count(before & ~flags, -bytes);
            flight.count(flags & ~before, bytes);
            UnsafeApi.putInt(runs.address(run) + RUN_FLAGS_OFFSET, flags);
        }
    }

    /** The first sequence number of a run. */
    public int first(final int run)
    {
        return UnsafeApi.getInt(runs.address(run) + RUN_FIRST_OFFSET);
    }

    /** The sequence number behind a run. */
    public int end(final Flight flight, final int run)
    {
        final int next = next(run);
        return next == NONE ? flight.end() : first(next);
    }

    public int length(final Flight flight, final int run)
    {
        return end(flight, run) - first(run);
    }

    /** When the run was last sent, microseconds. */
    public int sentUs(final int run)
    {
        return UnsafeApi.getInt(runs.address(run) + RUN_SENT_OFFSET);
    }

    public void sentUs(final int run, final int value)
    {
        UnsafeApi.putInt(runs.address(run) + RUN_SENT_OFFSET, value);
    }

    public int flags(final int run)
    {
        return UnsafeApi.getInt(runs.address(run) + RUN_FLAGS_OFFSET);
    }

    public boolean is(final int run, final int flag)
    {
        return (flags(run) & flag) != 0;
    }

    /** The run behind one, or {@link #NONE}. */
    public int next(final int run)
    {
        return UnsafeApi.getInt(runs.address(run) + RUN_NEXT_OFFSET);
    }

    /**
     * @return the run that holds a sequence number in flight, from a run on that begins not behind it.
     */
    public int at(final Flight flight, final int from, final int seq)
    {
        int run = from;
        while (Seq.leq(end(flight, run), seq))
        {
            run = next(run);
        }
        return run;
    }

    private void write(final int run, final int first, final int sentUs, final int flags, final int next)
    {
        final long address = runs.address(run);
        UnsafeApi.putInt(address + RUN_FIRST_OFFSET, first);
        UnsafeApi.putInt(address + RUN_SENT_OFFSET, sentUs);
        UnsafeApi.putInt(address + RUN_FLAGS_OFFSET, flags);
        UnsafeApi.putInt(address + RUN_NEXT_OFFSET, next);
    }

    private int take()
    {
        freeCount--;
        if (firstFree == NONE)
        {
            return untouched++;
        }
        final int run = firstFree;
        firstFree = next(run);
        return run;
    }

    private void free(final int run)
    {
        UnsafeApi.putInt(runs.address(run) + RUN_NEXT_OFFSET, firstFree);
        firstFree = run;
        freeCount++;
    }
}
