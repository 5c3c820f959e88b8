package io.fourtuple.bench.tool.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks of the whole engine; JMH runs those of its parts. */
@Command(
    name = "bench",
    header = "Benchmarks: cycle, latency, stalls, scale, tun, goodput, peers and others.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
        BenchCycleCommand.class,
        BenchLatencyCommand.class,
        BenchStallsCommand.class,
        BenchPeersCommand.class,
        BenchTunCommand.class,
        BenchGoodputCommand.class,
        BenchScaleCommand.class,
        BenchExhaustionCommand.class,
        BenchJmhCommand.class,
        BenchWatchedCommand.class,
        BenchAbCommand.class},
    description = {
        "Runs a benchmark. Each prints its floor first (the same harness without the measured part), checks its own " +
        "answers, and ends with exit status 1 if one is wrong."},
    footer = {
        "",
        "--record keeps a run in perf-results, with the machine's own jitter of the seconds before.",
        "fourtuple bench BENCHMARK --help says more."})
final class BenchCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "a benchmark is missing: " +
            String.join(", ", spec.subcommands().keySet()) + "; fourtuple bench --help says more");
    }
}
