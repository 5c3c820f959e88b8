package io.fourtuple.bench.measure.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.measure.cycle.CycleOptions;

/**
 * Options of one comparison.
 *
 * @param stacks   in the order of their turns; the driver's own is added.
 * @param idle    connections that stay open, one measurement each, ascending.
 * @param batches connections opened and closed together; fourtuple is measured with the largest only.
 * @param rounds  turns of each.
 * @param seconds length of each measurement.
 * @param flood   whether SYN floods are measured too.
 * @param install whether missing Debian packages may be installed and sources fetched.
 * @param cpu     where all of it runs.
 * @param lock    a file that is locked during each measurement, or null.
 */
public record PeersOptions(List<TcpStack> stacks, List<Long> idle, List<Integer> batches, int rounds, int seconds,
    boolean flood, boolean install, int cpu, Path lock)
{
    /** Beyond it a round of all stacks takes more than ten minutes, and Linux 90 GiB. */
    static final long MAX_IDLE = 20_000_000;

    /** Checks the ranges. */
    public PeersOptions
    {
        stacks = Stream.concat(Stream.of(TcpStack.DRIVER), stacks.stream()).distinct().toList();
        idle = idle.stream().sorted().distinct().toList();
        batches = batches.stream().sorted().distinct().toList();
        idle.forEach(count -> Range.check("--idle", count, 0, MAX_IDLE));
        batches.forEach(batch -> Range.check("--batch", batch, 1, CycleOptions.MAX_BATCH));
        Range.check("--rounds", rounds, 1, 100);
        Range.check("--seconds", seconds, 1, 60);
        if (batches.size() > 8)
        {
            throw new IllegalArgumentException("--batch takes 8 numbers at most: " + batches.size());
        }
    }

    /** When a child that measures has overstayed. The slowest opens a million connections in a minute. */
    int limitSeconds()
    {
        final long opening = 300 * Math.max(1, idle.get(idle.size() - 1) / 1_000_000);
        final int waiting = lock == null ? 0 : 900;
        return (int)opening + 10 * seconds * batches.size() + waiting;
    }

    /** The command that holds the lock while another behind it runs; empty without a lock. */
    List<String> locking()
    {
        return new ArrayList<>(lock == null ? List.of() : List.of("flock", "-F", lock.toString()));
    }

    int largestBatch()
    {
        return batches.get(batches.size() - 1);
    }
}
