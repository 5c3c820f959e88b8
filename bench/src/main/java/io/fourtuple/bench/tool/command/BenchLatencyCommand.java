package io.fourtuple.bench.tool.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.latency.LatencyHarness;
import io.fourtuple.bench.measure.latency.LatencyOptions;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.IdleConnectionOptions;
import io.fourtuple.bench.tool.option.PinnedThread;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The time from a SYN to its SYN-ACK at a fixed rate. */
@Command(
    name = "latency",
    header = "SYN to SYN-ACK at fixed rates, from the intended time.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Clients open connections at a fixed rate in memory, whatever the engine does: SYN to SYN-ACK and SYN to " +
        "ESTABLISHED, each counted from when its SYN should have been sent, so that a stall counts for all that it delayed.",
        "First finds the ceiling by a closed loop, then drives at 50 %% and 80 %% of it. Beside each load stands the " +
        "machine's own jitter of the seconds before and after: a thread on the same CPU that only reads the clock tells " +
        "how late it saw the same times, and the gaps between two readings."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench latency",
        "  fourtuple bench latency --idle 1m --seconds 30 --json latency.json --hlog latency.hlog",
        "  fourtuple bench latency --threads 2",
        "Exit status 1 if a rate was missed by more than 1 %%, or an answer or a count is wrong."})
final class BenchLatencyCommand implements Callable<Integer>
{
    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "1",
        description = "1: generator and engine in turn; 2: a thread and a CPU each. Default: 1.")
    private int threads;

    @Option(
        names = "--engine-cpu",
        paramLabel = "N",
        description = "The engine's CPU with --threads 2. Default: the highest but one.")
    private Integer engineCpu;

    @Option(
        names = "--hlog",
        paramLabel = "FILE",
        description = "Writes an HdrHistogram log, too: a histogram for each second.")
    private Path hlog;

    @Mixin
    private BenchOptions options;

    @Mixin
    private final IdleConnectionOptions load = new IdleConnectionOptions(0, 10);

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final LatencyOptions latency =
            CliException.checked(() -> new LatencyOptions(
                load.idle(), load.batch(), load.seconds(), threads, engineCpu(), hlog));
        options.validate();
        BenchOptions.requireFolder("--hlog", hlog);
        return record.run(spec, recording -> measure(latency, recording));
    }

    private int measure(final LatencyOptions latency, final Recording recording)
    {
        final Path log = recording.fileOr(LatencyHarness.LOG, hlog);
        final LatencyHarness harness = new LatencyHarness(latency.withHlog(log), recording.out());
        final int status = options.run(recording, harness::run, harness::json);
        recording.copyTo(LatencyHarness.LOG, hlog);
        harness.record(recording.run());
        return status;
    }

    private int engineCpu()
    {
        if (threads != 2)
        {
            return -1;
        }
        final List<Integer> cpus = PinnedThread.allowedCpus();
        if (cpus.size() < 2)
        {
            throw new IllegalArgumentException("--threads 2 needs two CPUs: " + cpus);
        }
        final int measuring = options.cpu() == PinnedThread.HIGHEST ? cpus.get(cpus.size() - 1) : options.cpu();
        final int chosen = engineCpu != null ? engineCpu :
            cpus.stream().filter(cpu -> cpu != measuring).reduce((low, high) -> high).orElseThrow();
        if (chosen == measuring || !cpus.contains(chosen))
        {
            throw new IllegalArgumentException(
                "--engine-cpu must be one of " + cpus + ", and not the generator's: --engine-cpu=" + chosen);
        }
        return chosen;
    }
}
