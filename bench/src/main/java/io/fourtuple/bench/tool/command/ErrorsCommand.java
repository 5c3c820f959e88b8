package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.tool.option.EngineChoiceOptions;
import io.fourtuple.bench.tool.watch.ErrorReport;
import io.fourtuple.bench.tool.watch.WatchedEngine;
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
        "  fourtuple errors                 of all engines that live",
        "  fourtuple errors demo-server     of one of several, by name; or path of its file",
        "  fourtuple errors 4711            of the engines of a process",
        "  fourtuple errors --json | jq -r .stack_trace",
        "",
        "Exit status: 0, errors or not; 1 if there is no such engine, or it was killed (what it left is shown); 2 for",
        "unusable options."})
final class ErrorsCommand implements Callable<Integer>
{
    @Parameters(
        arity = "0..1",
        paramLabel = "ENGINE",
        description = "Name, process id or telemetry file of an engine. Default: all that live.")
    private String engine;

    @Option(names = "--json", description = "Prints a JSON object a line.")
    private boolean json;

    @Mixin
    private EngineChoiceOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter err = spec.commandLine().getErr();
        final List<WatchedEngine> engines = options.chooseAll(engine, err);
        try
        {
            final PrintWriter out = spec.commandLine().getOut();
            final ErrorReport report = new ErrorReport(out, options.times());
            int status = 0;
            for (final WatchedEngine watched : engines)
            {
                if (json)
                {
                    report.printJson(watched);
                }
                else
                {
                    report.print(watched, engines.size() > 1);
                }
                out.flush();
                status = Math.max(status, options.verdict(watched, err));
            }
            return status;
        }
        finally
        {
            engines.forEach(WatchedEngine::close);
        }
    }
}
