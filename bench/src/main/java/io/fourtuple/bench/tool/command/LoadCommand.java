package io.fourtuple.bench.tool.command;

import java.util.concurrent.Callable;

import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.tool.option.LoadOptions;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.session.LoadSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Opens real connections at a paced rate and measures each. */
@Command(
    name = "load",
    header = "Opens real connections at a rate, and measures each.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Opens real TCP connections at a steady or rising rate, whatever the server does (an open loop), and measures " +
        "each from the time it was meant to begin, so that a stall shows. Clients send their SYN again after 1, 3 and " +
        "7 s and give up after their patience.",
        "It is a laboratory tool: addresses outside 198.18.0.0/15, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and " +
        "2001:db8::/32 are refused."},
    footer = {
        "",
        "Examples:",
        "  fourtuple load                                 50,000 connections/s to an engine in this process",
        "  fourtuple load --find-ceiling                  how many it can take",
        "  fourtuple load --rate 50%% --expect 'established>=99.9%%' --expect 'p99<5ms' --out run1",
        "  fourtuple load --ramp 10k..400k --duration 30s --payload 64/512 --concurrent 10k",
        "  fourtuple load --to [2001:db8::1]:80 --close server",
        "  fourtuple load --rate 50k --latency all --hlog engine.hlog    the engine's own times beside",
        "  sudo fourtuple load --target kernel --rate 20k --set tcp_syncookies=2",
        "Exit status 1 if a criterion is missed, those of --expect's default included, the rate was not kept, or counts " +
        "differ."})
final class LoadCommand implements Callable<Integer>
{
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
        options.validate();
        return record.run(spec, recording -> new LoadSession(options, spec.commandLine(), recording).run(plan));
    }
}
