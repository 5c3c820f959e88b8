package io.fourtuple.bench.tool.command;

import java.util.concurrent.Callable;

import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.load.client.AddressRange;
import io.fourtuple.bench.load.client.FloodKind;
import io.fourtuple.bench.load.client.FloodPlan;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.LoadOptions;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.session.LoadSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The load of {@link LoadCommand} with a flood beside it. */
@Command(
    name = "flood",
    header = "The same, with a SYN, ACK or RST flood beside.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Real connections, as load opens them, and beside them a flood of SYNs, ACKs or RSTs from sources that do " +
        "not exist: what share of the real handshakes is completed before, during and after it, and how late.",
        "It is a laboratory tool: addresses outside 198.18.0.0/15, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and " +
        "2001:db8::/32 are refused."},
    footer = {
        "",
        "Examples:",
        "  fourtuple flood                               1m SYNs/s from second 2 to 7, 50,000 clients/s",
        "  fourtuple flood --flood-rate 3m --set syn_defence=backlog",
        "  fourtuple flood --flood-kind mixed --expect 'reached>=100%%' --out run2",
        "  fourtuple flood --latency all --hlog engine.hlog    what the flood does to the engine's own times",
        "  sudo fourtuple flood --target kernel --rate 5k --flood-rate 200k --set tcp_syncookies=0",
        "Exit status 1 if a criterion is missed, the clients' rate was not kept, or counts differ. PASS says that the real " +
        "clients were served as without a flood (--expect's default); to measure a defence that is meant to lose some, " +
        "say how many it may: --expect 'established>=50%%'."})
final class FloodCommand implements Callable<Integer>
{
    private static final String IPV6_SOURCES = "2001:db8:0:2::/104";

    @Option(names = "--flood-rate", paramLabel = "N", defaultValue = "1m",
        description = "Frames of the flood a second. Default: 1m.")
    private String floodRate;

    @Option(names = "--flood-kind", paramLabel = "KIND", defaultValue = "syn",
        description = "syn, ack, rst or mixed. Default: syn.")
    private FloodKind kind;

    @Option(names = "--flood-source", paramLabel = "CIDR",
        description = "Source addresses of the flood. Default: 198.19.0.0/16, or " + IPV6_SOURCES + ".")
    private String floodSource;

    @Option(names = "--flood-start", paramLabel = "TIME", defaultValue = "2s",
        description = "Time from the run's begin to the flood's. Default: 2s.")
    private String start;

    @Option(names = "--flood-duration", paramLabel = "TIME", defaultValue = "5s",
        description = "Length of the flood. Default: 5s.")
    private String length;

    @Mixin
    private LoadOptions options;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final LoadPlan plan = options.plan();
        final AddressRange sources = CliException.checked("--flood-source: ", () -> AddressRange.parse(
            floodSource != null ? floodSource :
                plan.destination().family() == 6 ? IPV6_SOURCES : FloodPlan.DEFAULT_SOURCES.toString()));
        final double perSecond = CliException.checked("--flood-rate: ", () -> Quantities.rate(floodRate));
        final long startNs = CliException.checked("--flood-start: ", () -> Quantities.durationNs(start));
        final long lengthNs = CliException.checked("--flood-duration: ", () -> Quantities.durationNs(length));
        if (startNs >= plan.durationNs() || lengthNs == 0 || perSecond == 0)
        {
            throw new CliException(CliException.USAGE, "no flood would be sent: --flood-rate=" + floodRate +
                " --flood-start=" + start + " --flood-duration=" + length);
        }
        options.validate();
        final LoadPlan flooded = CliException.checked(() ->
        {
            final FloodPlan before = FloodPlan.NONE.withKind(kind).withSources(sources);
            return plan.withFlood((startNs == 0 ? before : before.then(startNs, 0)).then(lengthNs, perSecond));
        });
        return record.run(spec, recording -> new LoadSession(options, spec.commandLine(), recording).run(flooded));
    }
}
