package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.measure.tun.HandshakeFrames;
import io.fourtuple.bench.measure.tun.TunBenchmark;
import io.fourtuple.bench.measure.tun.TunResults;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.JsonOption;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.TunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Server-side handshakes a second over a TUN device, beside those of a bare loop on the same device. */
@Command(
    name = "tun",
    header = "Over TUN, beside bare loops in C and Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Measures server-side handshakes a second over a TUN device in a network namespace of its own: a bare loop " +
        "in C and one in Java, which read two frames and write one for a handshake, the engine's link alone, and the " +
        "engine, in turns of about a millisecond. Another CPU fills the device's queue with raw frames, then the time to " +
        "empty it is measured. Connections stay open.",
        "Needs root, two CPUs, and gcc for the floor in C. Exit status 1 if a count is wrong."},
    footer = {
        "",
        "Examples:",
        "  sudo fourtuple bench tun",
        "  sudo fourtuple bench tun --handshakes 2000000 --rounds 9 --json tun.json",
        "  sudo fourtuple bench tun --cpu 3 --load-cpu 5"})
final class BenchTunCommand implements Callable<Integer>
{
    private static final int MAX_ROUNDS = 1_000;

    @Option(names = "--handshakes", paramLabel = "N", defaultValue = "200000",
        description = "Handshakes of a round, for each loop. Default: 200000.")
    private int handshakes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
        description = "Measured rounds; their median counts. Default: 5.")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2",
        description = "Rounds before them, to warm up. Default: 2.")
    private int warmUps;

    @Option(names = "--cpu", paramLabel = "N",
        description = "CPU of the measured loops. Default: the last that this process may use.")
    private Integer cpu;

    @Option(names = "--load-cpu", paramLabel = "N", description = "CPU of the load. Default: the first.")
    private Integer loadCpu;

    @Mixin
    private JsonOption json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final int[] cpus = CliException.checked(() ->
        {
            Range.check("--handshakes", handshakes, HandshakeFrames.DISTANCE, HandshakeFrames.MAX_HANDSHAKES);
            Range.check("--rounds", rounds, 1, MAX_ROUNDS);
            Range.check("--warm-ups", warmUps, 0, MAX_ROUNDS);
            return cpus();
        });
        json.validate();
        return record.run(spec, recording -> measure(cpus, recording));
    }

    private int measure(final int[] cpus, final Recording recording)
    {
        final PrintWriter out = recording.out();
        final PrintWriter err = spec.commandLine().getErr();
        out.println(HostInfo.describe());
        out.flush();
        try
        {
            final TunBenchmark benchmark = new TunBenchmark(handshakes, folder(), cpus[0], cpus[1], line ->
            {
                err.println(line);
                err.flush();
            });
            final TunResults results = benchmark.run(warmUps, rounds);
            results.print(out);
            json.write(results.json());
            recording.result(results.json());
            results.record(recording.run());
            return 0;
        }
        catch (final TunException | IOException | IllegalStateException | IllegalArgumentException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
    }

    private int[] cpus()
    {
        final List<Integer> allowed = CpuPinning.allowedCpus();
        final int server = cpu == null ? allowed.get(allowed.size() - 1) : cpu;
        final int generator = loadCpu == null ? allowed.get(0) : loadCpu;
        if (server == generator)
        {
            throw new CliException(CliException.USAGE,
                "the load needs a CPU of its own: --cpu=" + server + " --load-cpu=" + generator + " allowed=" +
                allowed);
        }
        return new int[]{server, generator};
    }

    /** Beside the jar, where it was built; a temporary folder if that cannot be written. */
    private static Path folder() throws IOException
    {
        try
        {
            final Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isWritable(jar.getParent()))
            {
                return jar.resolveSibling("tun-floor");
            }
        }
        catch (final URISyntaxException ex)
        {
            throw new IOException("cannot find the jar's own folder: " + ex.getMessage(), ex);
        }
        return Files.createTempDirectory("fourtuple-tun-floor");
    }
}
