package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.fourtuple.bench.publish.record.BadRunException;
import io.fourtuple.bench.publish.record.Comparison;
import io.fourtuple.bench.publish.record.Limits;
import io.fourtuple.bench.tool.option.CliException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Judges two sides by their processes, or two runs by their samples. */
@Command(
    name = "compare",
    header = "Judges runs, or sets of runs, by confidence intervals.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Says of each figure that two sides have in common whether it became faster or SLOWER (better or WORSE), " +
        "shows no difference, or is undecided: by intervals, not by one number. Warns where machine, settings or " +
        "the idle machine's jitter of that minute differ.",
        "A and B: folders with several runs of one kind each, JMH's JSON (-rf json), single runs that --record, or " +
        "--out of load and resilience, has made, or histogram logs (*.hlog, *.hlog.gz: p50, p99 and p99.9 of each " +
        "interval; *.hgrm: of the whole). Differences are ratios: twice as much is as far from equal as half as much.",
        "Several runs a side, or forks of JMH: their medians are compared, as fourtuple bench ab does, whose --help " +
        "says more. Fewer than four a side can tell nothing. Of twenty comparisons of equal sides, one shows a " +
        "difference at most.",
        "One process a side: where the medians of its samples lie, with 94 %% confidence. Two processes of the same " +
        "build differ by more than that, so what is less than --process-spread is not called a difference."},
    footer = {
        "",
        "Examples:",
        "  fourtuple compare perf-results/2026-11-21_33d9fc1_cycle perf-results/2026-11-22_4e1f0ab_cycle",
        "  fourtuple compare --threshold 5%% before/ after/      folders of several runs",
        "  fourtuple compare --json before.json after.json      of JMH",
        "Exit status 0 if nothing is worse, 1 if something is, 2 if there is nothing to compare."})
final class CompareCommand implements Callable<Integer>
{
    @Parameters(index = "0", paramLabel = "A", description = "Before.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "After.")
    private Path second;

    @Option(names = "--threshold", paramLabel = "PERCENT", defaultValue = "2%", converter = Percent.class,
        description = "Least change of a median that counts. Default: 2%%.")
    private double threshold;

    @Option(names = "--process-spread", paramLabel = "PERCENT", defaultValue = "5%", converter = Percent.class,
        description = "Difference that two processes of one build may show; counts where a side has one process. Default: 5%%.")
    private double processSpread;

    @Option(names = "--unit", paramLabel = "UNIT",
        description = "Unit of the logs' values: ns, us, ms or s. Default: as the log says, else ns.")
    private String unit;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    /** Reads {@code 2%} and {@code 2} as a share of 0.02. */
    static final class Percent implements ITypeConverter<Double>
    {
        @Override
        public Double convert(final String value)
        {
            final String number = value.endsWith("%") ? value.substring(0, value.length() - 1) : value;
            if (!number.matches("\\d{1,3}(\\.\\d{1,6})?"))
            {
                throw new TypeConversionException("'" + value + "' is no percentage, as in 2%");
            }
            return Double.parseDouble(number) / 100;
        }
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (unit != null && !List.of("ns", "us", "ms", "s").contains(unit))
        {
            throw new CliException(CliException.USAGE, "--unit must be ns, us, ms or s: " + unit);
        }
        try
        {
            final Comparison comparison = Comparison.of(
                first, second, Optional.ofNullable(unit), new Limits(threshold, processSpread));
            if (isJson)
            {
                out.print(comparison.json());
            }
            else
            {
                comparison.text().forEach(out::println);
            }
            out.flush();
            return comparison.isRegression() ? CliException.FAILURE : 0;
        }
        catch (final BadRunException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
    }
}
