package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.ports.ExhaustionHarness;
import io.fourtuple.bench.measure.ports.ExhaustionOptions;
import io.fourtuple.bench.measure.ports.Variant;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.DemoOptions;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many connections a second to one address and port each TIME_WAIT policy lets a client sustain. */
@Command(
    name = "exhaustion",
    header = "How many connections a client can open to one port, policy by policy.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "A client opens and closes millions of connections to one server address and port, in memory, with each " +
        "TIME_WAIT policy: how many a second it can sustain, and when no local port is free for the first time.",
        "Both engines' clock is the real one while there is anything to do, and skips times of mere waiting: three " +
        "hours with a TIME_WAIT of 60 s take seconds. Client and server share one thread, so that a policy that never " +
        "waits is limited by the rate of that thread, which is measured first (the floor)."},
    footer = {
        "",
        "Policies: rfc6191, linux (tcp_tw_reuse=0), linux-reuse (=1), linux-recycle, freebsd, classic, none.",
        "Examples:",
        "  fourtuple bench exhaustion",
        "  fourtuple bench exhaustion --connections 1m --policy rfc6191,linux-reuse --svg exhaustion.svg",
        "  fourtuple bench exhaustion --close-first server --set time_wait_seconds=240",
        "Exit status 1 if a connection did not end as it must, or a count is wrong."})
final class BenchExhaustionCommand implements Callable<Integer>
{
    @Option(names = "--connections", paramLabel = "N", defaultValue = "5m", converter = BenchOptions.Number.class,
        description = "Connections opened and closed with each policy. Default: 5m.")
    private long connections;

    @Option(names = "--policy", paramLabel = "NAME", split = ",",
        description = "Policies to be measured, with commas between. Default: all.")
    private List<String> policies = List.of();

    @Option(names = "--close-first", paramLabel = "SIDE", defaultValue = "client",
        description = "The side that closes first and has TIME_WAIT: client or server. Default: client.")
    private DemoOptions.Side closeFirst;

    @Option(names = "--concurrency", paramLabel = "N", defaultValue = "256",
        description = "Most connections open at the same time, 1 to 16384. Default: 256.")
    private int concurrency;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "120",
        description = "Real time for each policy, at most. Default: 120.")
    private int seconds;

    @Option(names = "--set", paramLabel = "NAME=VALUE",
        description = "Changes a setting of both engines, as in time_wait_seconds=240; repeatable.")
    private List<String> assignments = List.of();

    @Option(names = "--svg", paramLabel = "FILE", description = "Plots connections opened over time.")
    private Path svg;

    @Mixin
    private BenchOptions options;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final ExhaustionOptions exhaustion = CliException.checked(() -> new ExhaustionOptions(connections, concurrency,
            seconds, closeFirst == DemoOptions.Side.SERVER,
            policies.isEmpty() ? Variant.ALL : policies.stream().map(Variant::named).toList(),
            EngineSetupOptions.with(Settings.defaults(), assignments)));
        options.validate();
        BenchOptions.requireFolder("--svg", svg);
        return record.run(spec, recording -> measure(exhaustion, recording));
    }

    private int measure(final ExhaustionOptions exhaustion, final Recording recording)
    {
        final ExhaustionHarness harness = new ExhaustionHarness(exhaustion, recording.out());
        final int status = options.run(recording, pinning ->
        {
            harness.run(pinning);
            return true;
        }, harness::json);
        harness.record(recording.run());
        plot(harness, svg);
        plot(harness, recording.fileOr("exhaustion.svg", null));
        return status;
    }

    private static void plot(final ExhaustionHarness harness, final Path svg)
    {
        if (svg != null)
        {
            try
            {
                harness.plot(svg);
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "--svg: cannot write " + svg + ": " + ex);
            }
        }
    }
}
