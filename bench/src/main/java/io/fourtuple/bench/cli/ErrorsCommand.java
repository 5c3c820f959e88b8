package io.fourtuple.bench.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import io.fourtuple.bench.watch.ErrorReport;
import io.fourtuple.bench.watch.WatchedEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists an engine's distinct errors. */
@Command(
    name = "errors",
    header = "An engine's distinct errors, with counts and stacks.",
    mixinStandardHelpOptions = true,
    description = "Lists the distinct errors of an engine's handlers and loop: how often each happened, when first " +
        "and last, and its stack; while the engine runs and after it died.",
    footer = {
        "",
        "Examples:",
        "  fourtuple errors                 of the only engine that lives",
        "  fourtuple errors demo-server     of one of several, by name; or by process id, or path of its file",
        "  fourtuple errors --json | jq -r .stack_trace",
        "",
        "Exit status: 0, errors or not; 1 if there is no such engine, or it was killed (what it left is shown); 2 for",
        "unusable options."})
final class ErrorsCommand implements Callable<Integer>
{
    @Parameters(
        arity = "0..1",
        paramLabel = "ENGINE",
        description = "Name, process id or telemetry file of an engine. Default: the only one that lives.")
    private String engine;

    @Option(names = "--json", description = "A JSON object a line.")
    private boolean json;

    @Mixin
    private EngineOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter err = spec.commandLine().getErr();
        try (WatchedEngine watched = options.choose(engine, err))
        {
            final ErrorReport report = new ErrorReport(spec.commandLine().getOut(), options.times());
            if (json)
            {
                report.printJson(watched);
            }
            else
            {
                report.print(watched);
            }
            spec.commandLine().getOut().flush();
            return options.verdict(watched, err);
        }
    }
}
