package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The {@code resilience.json} of {@code fourtuple resilience --out}, for a folder that has no {@code run.json}; its
 * figures are called as those of a recorded run. It has no histograms: a p99 of each slice stands for them.
 */
final class ResilienceJson
{
    /** Its name in the folder. */
    static final String FILE = "resilience.json";

    private static final double PERCENT = 100;
    private static final double MS_PER_S = 1e3;
    private static final double NS_PER_US = 1e3;
    /** Numbers of a slice: ms, intended, established, lost, p99 in us. */
    private static final int MS = 0;
    private static final int INTENDED = 1;
    private static final int ESTABLISHED = 2;
    private static final int P99_US = 4;
    private static final int NUMBERS = 5;

    private final LooseJson root;

    ResilienceJson(final LooseJson root)
    {
        this.root = root;
    }

    RunRecord run()
    {
        final List<?> failures = root.list("failures");
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        criteria.add(new RunVerdict.Criterion("counters add up, all targets measured", "no failure",
            failures.isEmpty() ? "no failure" : failures.size() + ": " + failures.getFirst(), failures.isEmpty()));
        criteria.addAll(root.criteria("verdict"));
        final RunRecord run = new RunRecord("resilience", "").at(root.at())
            .title("real handshakes under a SYN flood, by RFC 9411")
            // No path of the machine.
            .command(root.text("command", "").replaceAll("(?<=[\\s=])/(?:\\S*/)?(?=[^/\\s]+)", ""))
            .verdict(RunVerdict.of(criteria))
            .notes(root.names().contains("machine_was_quiet") && !root.flag("machine_was_quiet") ?
                "The machine was not quiet: shares and times are not the targets' alone." : "");
        root.texts().forEach((name, text) ->
        {
            if (Stream.of("floor", "real_share_of_ceiling", "multiples", "clients", "backlog", "step_seconds",
                "recovery_seconds").anyMatch(name::equals))
            {
                run.setting(name, text);
            }
        });
        root.object("ceilings_per_second").texts().forEach((name, text) -> run.setting("ceiling_" + name, text));
        root.objects("results").forEach(result -> contender(run, result));
        return run;
    }

    /** The largest flood, the subject of the page, comes first. */
    private static void contender(final RunRecord run, final LooseJson result)
    {
        final String contender = result.text("contender", "contender");
        result.objects("steps").reversed().forEach(step -> step(run, contender, step));
        final LooseJson recovery = result.object("recovery");
        if (Double.isFinite(recovery.number("seconds")))
        {
            run.metric(Metric.of(contender + ": recovery" + (recovery.flag("recovered") ? "" :
                ", not in the time watched"), "s", Direction.LOWER, recovery.number("seconds")));
        }
    }

    private static void step(final RunRecord run, final String contender, final LooseJson step)
    {
        final String name = contender + " x" + multiple(step.number("multiple_of_ceiling"));
        final double seconds = step.number("flood_seconds");
        final List<double[]> flooded = step.list("slices_ms_intended_established_lost_p99us").stream()
            .map(ResilienceJson::slice).filter(slice -> slice.length >= NUMBERS && slice[MS] < seconds * MS_PER_S)
            .toList();
        metric(run, name + ": real handshakes completed", "%", Direction.HIGHER, flooded.stream()
            .mapToDouble(slice -> slice[INTENDED] == 0 ? PERCENT : PERCENT * slice[ESTABLISHED] / slice[INTENDED])
            .toArray());
        final LooseJson syns = step.object("syns_in_flood");
        metric(run, name + ": SYNs absorbed", "1/s", Direction.HIGHER,
            (syns.number("queued") + syns.number("cookies")) / seconds);
        metric(run, name + ": SYN to ESTABLISHED, p99", "ns", Direction.LOWER,
            flooded.stream().mapToDouble(slice -> slice[P99_US] * NS_PER_US).filter(p99 -> p99 > 0).toArray());
    }

    private static void metric(
        final RunRecord run, final String name, final String unit, final Direction better, final double... samples)
    {
        if (samples.length > 0 && Arrays.stream(samples).allMatch(Double::isFinite))
        {
            run.metric(Metric.of(name, unit, better, samples));
        }
    }

    private static double[] slice(final Object slice)
    {
        return slice instanceof List<?> numbers ? numbers.stream().mapToDouble(LooseJson::number).toArray() :
            new double[0];
    }

    private static String multiple(final double value)
    {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf(value);
    }
}
