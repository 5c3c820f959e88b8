package io.fourtuple.bench.tool.option;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command as it can be typed again anywhere: quotes where a shell needs them, no path of this machine. */
public final class CommandText
{
    private static final List<String> VARIABLES = List.of("FOURTUPLE_MEMORY", "FOURTUPLE_JAVA_OPTS");

    private CommandText()
    {
    }

    /** With the environment variables that change the measurement in front. */
    public static String of(final List<String> args)
    {
        return of(args, System.getenv());
    }

    public static String of(final List<String> args, final Map<String, String> environment)
    {
        final Stream<String> variables = VARIABLES.stream()
            .filter(environment::containsKey)
            .map(name -> name + "=" + quoted(withoutPath(environment.get(name))));
        return Stream.concat(Stream.concat(variables, Stream.of("scripts/fourtuple")),
            args.stream().map(arg -> quoted(withoutPath(arg)))).collect(Collectors.joining(" "));
    }

    /** Leaves the last name of each absolute path: {@code --out=/home/me/run1} is {@code --out=run1}. */
    static String withoutPath(final String arg)
    {
        return arg.replaceAll("(^|[=\\s:,])(?:~/|/(?=[A-Za-z._]))(?:[^=\\s:,]*/)?([^/=\\s:,]+)/?", "$1$2");
    }

    /** As a shell must be given it. */
    static String quoted(final String text)
    {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
