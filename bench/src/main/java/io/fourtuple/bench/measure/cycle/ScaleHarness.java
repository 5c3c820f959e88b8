package io.fourtuple.bench.measure.cycle;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.fourtuple.bench.base.Harness;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Spread;

/**
 * Several loops together, against one: each has a thread, a CPU, a table, a link and a driver of its own, and
 * shares nothing that the program knows of.
 * <pre>
 *   round:   each alone, one after the other          all at the same time
 *            floor 0 | floor 1 | engine 0 | engine 1 | floors 0, 1 | engines 0, 1
 *
 *   rate = 1 / (ns of engine and driver - ns of the driver, alone or together likewise)
 *   ratio = sum of the rates together / mean of the rates alone
 * </pre>
 * The driver's cost is taken off as it is under the same circumstances, so what the drivers take from each other is not
 * laid to the engines' account.
 * <p>
 * With more loops than a test machine has CPUs, say 64, what they share decides, and none of it is the program's:
 * <ul>
 * <li>memory bandwidth: a cycle that finds its table out of the caches moves about ten lines of 64 bytes in and,
 *     changed, out again, 1.3 kB. At 2 million cycles/s that is 2.6 GB/s for a loop and 166 GB/s for 64: near the
 *     limit of a socket with eight channels of DDR4-3200 (205 GB/s), a third of one with twelve of DDR5-4800 (461
 *     GB/s). A record that is idle costs no bandwidth;
 * <li>the last-level cache: n loops have an n-th of it each, so that the size at which the table leaves it comes n
 *     times earlier. That is the difference between a few idle connections and a million, measured for one loop, and
 *     no new one;
 * <li>on a TUN device with a queue for each loop: queues and files are apart, but a write whose flow is not in the
 *     device's table of 4,096 takes the device's one spin lock (tun_flow_update). With more flows than that each
 *     SYN,ACK does. At 100 ns for each time that a contended lock changes hands, a device ends at 10 million writes/s,
 *     about 20 loops at 500 thousand handshakes/s. Beyond, several devices are needed, or a steering program
 *     (TUNSETSTEERINGEBPF), with which nothing is learned and the lock not taken;
 * <li>the sockets' interconnect: a loop's memory is touched first by its own thread and lies near it.
 * </ul>
 */
public final class ScaleHarness extends Harness
{
    private static final double WARM_UP_SECONDS = 2;

    private final CycleOptions options;
    private final List<Integer> cpus;
    private final IntFunction<String> pin;
    private final List<ScaleLoop> loops = new ArrayList<>();
    private final Map<String, double[]> samples = new LinkedHashMap<>();

    /**
     * @param options of each loop.
     * @param cpus    one for each loop.
     * @param pin     ties the calling thread to a CPU and says so.
     * @param out     for a person to read.
     */
    public ScaleHarness(
        final CycleOptions options, final List<Integer> cpus, final IntFunction<String> pin, final PrintWriter out)
    {
        super(out);
        this.options = options;
        this.cpus = List.copyOf(cpus);
        this.pin = pin;
    }

    /**
     * Does all of it.
     *
     * @throws WrongAnswerException if an engine's answers or counts are wrong.
     */
    public void run()
    {
        final int count = cpus.size();
        line("fourtuple bench scale: 1 loop against %d, in memory, %,d idle beside each, batch %d, %d rounds of %d s",
            count, options.idle(), options.batch(), options.rounds(), options.seconds());
        out.println(HostInfo.describe());
        try
        {
            prepare();
            measure();
        }
        finally
        {
            loops.forEach(ScaleLoop::close);
        }
    }

    /** Each round's figures: {@code one_per_second}, {@code all_per_second}, {@code ratio}. */
    public Map<String, double[]> samples()
    {
        return samples;
    }

    private void prepare()
    {
        final List<Future<String>> pinnings = new ArrayList<>();
        for (int i = 0; i < cpus.size(); i++)
        {
            loops.add(new ScaleLoop(i, options));
            pinnings.add(loops.get(i).prepare(cpus.get(i), pin));
        }
        pinnings.forEach(pinning -> line("%s", ScaleLoop.get(pinning)));
        line("each engine: %,d MiB off-heap", loops.get(0).memoryBytes() >> 20);
        together(false, WARM_UP_SECONDS);
        together(true, WARM_UP_SECONDS);
    }

    private void measure()
    {
        final int rounds = options.rounds();
        final double[][] aloneFloor = new double[rounds][];
        final double[][] alone = new double[rounds][];
        final double[][] togetherFloor = new double[rounds][];
        final double[][] together = new double[rounds][];
        for (int i = 0; i < rounds; i++)
        {
            aloneFloor[i] = oneByOne(false);
            alone[i] = oneByOne(true);
            togetherFloor[i] = together(false, options.seconds());
            together[i] = together(true, options.seconds());
            line("  round %d: alone %,.1f, together %,.1f ns a cycle; floors %,.1f, %,.1f", i + 1, mean(alone[i]),
                mean(together[i]), mean(aloneFloor[i]), mean(togetherFloor[i]));
        }
        loops.forEach(ScaleLoop::check);
        final double[] one = new double[rounds];
        final double[] all = new double[rounds];
        final double[] ratio = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            one[i] = rates(alone[i], aloneFloor[i]) / cpus.size();
            all[i] = rates(together[i], togetherFloor[i]);
            ratio[i] = all[i] / one[i];
        }
        samples.put("one_per_second", one);
        samples.put("all_per_second", all);
        samples.put("ratio", ratio);
        report(Spread.of(one), Spread.of(all), Spread.of(ratio));
    }

    private void report(final Spread one, final Spread all, final Spread ratio)
    {
        line("cycles/s of the engines by their median batches, the drivers' cost taken off: " +
            "median [min..max] of %d rounds", options.rounds());
        line("  %-8s %s", "1 loop", one.text(0));
        line("  %-8s %s", cpus.size() + " loops", all.text(0));
        line("  ratio    %s, %.0f %% of %d", ratio.text(2), 100 * ratio.median() / cpus.size(), cpus.size());
        json.put("benchmark", "scale").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("loops", cpus.size()).put("idle_by_each", options.idle()).put("batch", options.batch())
            .put("seconds", options.seconds()).put("rounds", options.rounds())
            .put("one_per_second", one.json()).put("all_per_second", all.json()).put("ratio", ratio.json());
    }

    private double[] oneByOne(final boolean withEngine)
    {
        return loops.stream()
            .mapToDouble(loop -> ScaleLoop.get(loop.measure(withEngine, options.seconds()))).toArray();
    }

    private double[] together(final boolean withEngine, final double seconds)
    {
        final List<Future<Double>> measured = new ArrayList<>();
        loops.forEach(loop -> measured.add(loop.measure(withEngine, seconds)));
        return measured.stream().mapToDouble(ScaleLoop::get).toArray();
    }

    private static double rates(final double[] ns, final double[] floorNs)
    {
        double sum = 0;
        for (int i = 0; i < ns.length; i++)
        {
            sum += 1e9 / (ns[i] - floorNs[i]);
        }
        return sum;
    }

    private static double mean(final double[] values)
    {
        double sum = 0;
        for (final double value : values)
        {
            sum += value;
        }
        return sum / values.length;
    }
}
