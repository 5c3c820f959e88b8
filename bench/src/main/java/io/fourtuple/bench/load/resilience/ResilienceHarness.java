package io.fourtuple.bench.load.resilience;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.load.client.LoadVerdict;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.telemetry.Telemetry;

/**
 * The whole procedure of RFC 9411 and RFC 3511 5.5: ceilings first, then each target through all rates of the flood
 * and the recovery, then table and plots. Runs on the calling thread, but for the threads of a target.
 */
public final class ResilienceHarness
{
    private static final int MAX_MISMATCHES = 20;

    private final ResilienceOptions options;
    private final TargetFactory targets;
    private final PrintWriter out;
    private final Ceilings ceilings;
    private final List<TargetResult> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final String at = Instant.now().toString();
    private String floor = "";

    ResilienceHarness(final ResilienceOptions options, final TargetFactory targets, final PrintWriter out)
    {
        this.options = options;
        this.targets = targets;
        this.out = out;
        ceilings = new Ceilings(options.ceiling());
    }

    /**
     * @param options      what to do.
     * @param generatorCpu of the clients' thread, or {@link io.fourtuple.bench.load.client.LoadRun#ANY_CPU}.
     * @param targetCpu    of the engine's or the accepting thread, or the same.
     * @param isStopped    whether the user wants an end; asked now and then.
     * @param telemetry    made for each engine that is measured, by its name.
     * @param out          for a person to read.
     * @return the procedure over the load generator and its targets.
     */
    public static ResilienceHarness of(
        final ResilienceOptions options, final int generatorCpu, final int targetCpu, final BooleanSupplier isStopped,
        final Function<String, Telemetry> telemetry, final PrintWriter out)
    {
        return new ResilienceHarness(
            options, new LoadTargetFactory(options, generatorCpu, targetCpu, isStopped, telemetry), out);
    }

    /** @return whether every target could be measured, all counters add up, and all is as expected. */
    public boolean run()
    {
        line("fourtuple resilience: RFC 9411, RFC 3511 5.5: real handshakes under a SYN flood");
        out.println(HostInfo.describe());
        floor = targets.floor();
        line("floor: %s", floor);
        line("%s: real clients at %.0f %% of the ceiling, flood at %s times the ceiling, %d s each, then %d s of " +
            "recovery", String.join(", ", options.choices().stream().map(TargetChoice::name).toList()),
            100 * FloodStep.REAL_SHARE, multiples(), options.timing().step(), options.timing().recovery());
        line("%s", targets.clients());
        line("%s; takes %s, up to %s if handshakes time out", options.backlog().text(), duration(options.seconds()),
            duration(options.mostSeconds()));
        try
        {
            measureAll();
        }
        catch (final StoppedException ex)
        {
            failures.add("stopped before it was through");
        }
        report();
        return failures.isEmpty() && verdict().stream().allMatch(LoadVerdict.Line::isPassed);
    }

    private void measureAll()
    {
        for (final Transport medium : options.media())
        {
            attempt(medium.description(), () -> findCeiling(medium));
        }
        options.media().stream().filter(ceilings::has).forEach(medium -> line("%s", ceilings.text(medium)));
        for (final TargetChoice choice : options.choices())
        {
            if (ceilings.has(choice.medium()))
            {
                attempt(choice.name(), () -> measure(choice));
            }
        }
    }

    private boolean wasQuiet()
    {
        return results.stream().flatMap(result -> result.steps().stream()).allMatch(step -> step.cpu().isQuiet());
    }

    private List<LoadVerdict.Line> verdict()
    {
        final boolean byDefault = options.expected().stream().noneMatch(Expectation::isOnEstablished);
        return results.stream().flatMap(result -> Stream.concat(
            byDefault ? Stream.of(Expectation.unflooded(result)) : Stream.empty(),
            options.expected().stream().map(expectation -> expectation.judge(result)))).toList();
    }

    private void findCeiling(final Transport medium)
    {
        if (!ceilings.has(medium))
        {
            targets.with(TargetChoice.ofCeiling(medium), target ->
            {
                ceilings.find(medium, target, options.timing(), this::progress);
                return null;
            });
        }
    }

    private void measure(final TargetChoice choice)
    {
        final List<FloodStep> steps =
            FloodStep.plan(ceilings.of(choice.medium()), options.multiples(), options.timing());
        final TargetResult result = targets.with(choice,
            target -> new TargetRun(choice, steps, options.timing(), this::progress).run(target));
        results.add(result);
        failures.addAll(result.mismatches());
        line("%s: %s; recovered: %s", choice.name(), result.setUp(), result.recoveryText());
    }

    /** A target that fails does not cost the results of the others. */
    private void attempt(final String what, final Runnable work)
    {
        try
        {
            work.run();
        }
        catch (final StoppedException ex)
        {
            throw ex;
        }
        catch (final RuntimeException ex)
        {
            failures.add(what + ": " + ex);
            line("FAIL %s: %s", what, ex);
        }
    }

    private void report()
    {
        if (!results.isEmpty())
        {
            line("");
            new ResilienceTable(results).text().forEach(out::println);
            line("normal: as without a flood, %.0f %% fewer done and %.0f times the p99 (or that of any slice) " +
                "allowed; recovered: %d such slices in a row, of %d ms", 100 * Baseline.SHARE_TOLERANCE,
                Baseline.P99_TOLERANCE, Recovery.STEADY, results.getFirst().last().step().afterSliceNs() / 1_000_000);
            line("");
            new ResiliencePlots(results).text().forEach(out::println);
        }
        results.stream().flatMap(result -> result.steps().stream()
            .filter(step -> !step.flood().isReached())
            .map(step -> result.choice().name() + ": " + step.flood().shortfall())).forEach(out::println);
        verdict().forEach(line -> line("%s", line));
        if (!wasQuiet())
        {
            line("the machine was not quiet (see CPU %%): shares and times are not the targets' alone");
        }
        failures.stream().limit(MAX_MISMATCHES).forEach(failure -> line("FAIL %s", failure));
        line(failures.isEmpty() ? "counters add up" : failures.size() + (failures.size() == 1 ? " failure" : " failures"));
    }

    /**
     * The result of {@link #run}.
     *
     * @param command that repeats it.
     */
    public Json json(final String command)
    {
        return new Json().put("benchmark", "resilience").put("at", at).put("command", command).put("machine", HostInfo.json())
            .put("floor", floor).put("real_share_of_ceiling", FloodStep.REAL_SHARE).put("multiples", options.multiples())
            .put("clients", targets.clients()).put("backlog", options.backlog().text())
            .put("step_seconds", options.timing().step())
            .put("recovery_seconds", options.timing().recovery()).put("ceilings_per_second", ceilings.json())
            .put("results", results.stream().map(TargetResult::json).toList()).put("failures", failures)
            .put("machine_was_quiet", wasQuiet()).put("verdict", verdict().stream()
                .map(line -> new Json().put("expected", line.text()).put("value", line.value())
                    .put("passed", line.isPassed())).toList());
    }

    /**
     * Writes {@code resilience.json}, {@code resilience.md}, {@code completed.svg} and {@code p99.svg}.
     *
     * @param folder  that exists.
     * @param command that repeats it.
     */
    public void write(final Path folder, final String command) throws IOException
    {
        json(command).write(folder.resolve("resilience.json"));
        if (!results.isEmpty())
        {
            final ResiliencePlots plots = new ResiliencePlots(results);
            Files.writeString(folder.resolve("completed.svg"), plots.completedSvg());
            Files.writeString(folder.resolve("p99.svg"), plots.p99Svg());
        }
        Files.write(folder.resolve("resilience.md"), markdown(command));
    }

    /** Tells a run what was measured; histograms go into its folder. */
    public void record(final RunRecord run, final Path folder)
    {
        final ResilienceRecord record = new ResilienceRecord(run);
        record.results(results, folder, Instant.parse(at).toEpochMilli());
        record.verdict(failures, verdict());
    }

    private List<String> markdown(final String command)
    {
        final List<String> lines = new ArrayList<>();
        lines.add("# Real handshakes under a SYN flood");
        lines.add("");
        lines.add("At " + at + ", by the procedure of RFC 9411 and RFC 3511 5.5: `" + command + "`.");
        lines.add("");
        HostInfo.describe().lines().forEach(text -> lines.add("- " + text));
        lines.add("- floor: " + floor);
        lines.add("- " + targets.clients());
        options.media().stream().filter(ceilings::has).forEach(medium -> lines.add("- " + ceilings.text(medium)));
        results.forEach(result -> lines.add("- " + result.choice().name() + ": " + result.setUp()));
        lines.add("");
        if (!results.isEmpty())
        {
            lines.addAll(new ResilienceTable(results).markdown());
            lines.add("");
            lines.add("![share of real handshakes completed](completed.svg)");
            lines.add("");
            lines.add("![p99 of SYN to ESTABLISHED](p99.svg)");
        }
        verdict().forEach(line -> lines.add("- " + line));
        failures.forEach(failure -> lines.add("- FAIL " + failure));
        return lines;
    }

    private String multiples()
    {
        return String.join(", ", FloodStep.plan(1, options.multiples(), options.timing()).stream()
            .map(step -> FloodStepResult.number(step.multiple())).toList());
    }

    private static String duration(final int seconds)
    {
        return seconds < 120 ? seconds + " s" : (seconds + 30) / 60 + " min";
    }

    private void progress(final String text)
    {
        line("  %s", text);
    }

    private void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
