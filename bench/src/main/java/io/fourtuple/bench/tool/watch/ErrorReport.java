package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.time.Instant;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.tool.terminal.StyledText;

/** Prints an engine's distinct errors: how often, when first and last, and the first one's stack. */
public final class ErrorReport
{
    private final PrintWriter out;
    private final TimeText times;

    public ErrorReport(final PrintWriter out, final TimeText times)
    {
        this.out = out;
        this.times = times;
    }

    /**
     * Prints them for a reader.
     *
     * @param engine  whose they are.
     * @param isNamed whether its name comes first, since there are several.
     * @return how many distinct ones there are.
     */
    public int print(final WatchedEngine engine, final boolean isNamed)
    {
        if (isNamed)
        {
            final EngineIdentity identity = engine.identity();
            out.println(StyledText.of(identity.name() + ", pid " + identity.pid() + ":"));
        }
        final int errors = engine.forEachError((count, firstMs, lastMs, stackTrace) ->
        {
            out.println(count + (count == 1 ? " time, at " + times.dateTime(firstMs) :
                " times, first " + times.dateTime(firstMs) + ", last " + times.dateTime(lastMs)));
            // Somebody else's text: it must not command the terminal.
            stackTrace.lines().forEach(line ->
                out.println("  " + line.replace("\t", "    ").replaceAll("\\p{Cntrl}|[\\u0080-\\u009f]", "?")));
            out.println();
        });
        out.println(errors == 0 ? "no errors" : errors == 1 ? "1 distinct error" : errors + " distinct errors");
        return errors;
    }

    /** Prints them as JSON, an object a line. */
    public void printJson(final WatchedEngine engine)
    {
        final EngineIdentity identity = engine.identity();
        engine.forEachError((count, firstMs, lastMs, stackTrace) -> out.println(new Json()
            .put("engine", identity.name())
            .put("pid", identity.pid())
            .put("count", count)
            .put("first", Instant.ofEpochMilli(firstMs).toString())
            .put("last", Instant.ofEpochMilli(lastMs).toString())
            .put("stack_trace", stackTrace)));
    }
}
