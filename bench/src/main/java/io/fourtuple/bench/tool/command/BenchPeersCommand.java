package io.fourtuple.bench.tool.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.measure.peers.PeersBenchmark;
import io.fourtuple.bench.measure.peers.PeersOptions;
import io.fourtuple.bench.measure.peers.TcpStack;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.JsonOption;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.tun.CpuPinning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** fourtuple beside lwIP, gVisor and Linux, on the same bytes. */
@Command(
    name = "peers",
    header = "Beside lwIP, gVisor and Linux, the same bytes.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Builds lwIP and gVisor from Debian's packages and runs them, Linux (over a TUN device in a network " +
        "namespace of its own) and fourtuple in turns, each on one thread and the same bytes: open and close beside " +
        "idle connections, and SYN floods. Writes one table; the driver alone is the floor.",
        "As root it installs the Debian packages that are missing; without root, or with --no-install, a stack that " +
        "needs one is left out, and the table says so. Linux needs root. 8 minutes, or 15 on a busy machine."},
    footer = {
        "",
        "Examples:",
        "  sudo fourtuple bench peers",
        "  sudo fourtuple bench peers --idle 0,1m --rounds 5 --seconds 3 --json peers.json",
        "  fourtuple bench peers --stacks lwip --idle 0,10k --no-flood",
        "Exit status 1 if a measurement fails; a stack that is left out is no failure."})
final class BenchPeersCommand implements Callable<Integer>
{
    @Option(
        names = "--stacks",
        split = ",",
        paramLabel = "STACK",
        defaultValue = "fourtuple,lwip,gvisor,linux",
        description = "Stacks to be measured: ${COMPLETION-CANDIDATES}. The driver is always one. Default: ${DEFAULT-VALUE}.")
    private List<TcpStack> stacks;

    @Option(
        names = "--idle",
        split = ",",
        paramLabel = "N",
        defaultValue = "0,1k,10k,100k,1m",
        converter = BenchOptions.Number.class,
        description = "Idle connections: they are opened first and stay open. Default: ${DEFAULT-VALUE}.")
    private List<Long> idle;

    @Option(
        names = "--batch",
        split = ",",
        paramLabel = "N",
        defaultValue = "1,32",
        description = "Connections opened and closed together; the table has each stack's better one. " +
            "Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Turns of each stack. Default: 3.")
    private int rounds;

    @Option(
        names = "--seconds", paramLabel = "N", defaultValue = "1", description = "Seconds of each measurement. Default: 1.")
    private int seconds;

    @Option(names = "--no-flood", description = "Leaves the SYN floods out.")
    private boolean noFlood;

    @Option(names = "--no-install", description = "Installs and fetches nothing.")
    private boolean noInstall;

    @Option(
        names = "--cpu",
        paramLabel = "N",
        description = "Ties every measurement to this CPU. Default: the highest one.")
    private Integer cpu;

    @Option(
        names = "--lock",
        paramLabel = "FILE",
        description = "Locks this file during each measurement (flock), where other benchmarks do the same.")
    private Path lock;

    @Mixin
    private JsonOption json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    /** The name of {@code --idle} in the commands that older runs have recorded. */
    @Option(names = "--held", hidden = true, split = ",", converter = BenchOptions.Number.class)
    private List<Long> idleByOldName;

    @Override
    public Integer call()
    {
        idle = idleByOldName == null ? idle : idleByOldName;
        json.validate();
        BenchOptions.requireFolder("--lock", lock);
        final PeersOptions options = options();
        return record.run(spec, recording -> measure(options, recording));
    }

    private int measure(final PeersOptions options, final Recording recording)
    {
        final PeersBenchmark benchmark = new PeersBenchmark(options, recording.out(), spec.commandLine().getErr());
        final boolean passed;
        try
        {
            passed = benchmark.run();
        }
        catch (final ChildFailedException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        recording.result(benchmark.json());
        benchmark.record(recording.run());
        json.write(benchmark.json());
        return passed ? 0 : CliException.FAILURE;
    }

    private PeersOptions options()
    {
        return CliException.checked(() -> new PeersOptions(
            stacks, idle, batches, rounds, seconds, !noFlood, !noInstall, checkedCpu(), lock));
    }

    private int checkedCpu()
    {
        final List<Integer> allowed = CpuPinning.allowedCpus();
        if (cpu == null)
        {
            return allowed.getLast();
        }
        if (allowed.contains(cpu))
        {
            return cpu;
        }
        throw new CliException(CliException.USAGE, "--cpu must be one of " + CpuPinning.allowed() + ": --cpu=" + cpu);
    }
}
