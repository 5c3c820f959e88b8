package io.fourtuple.packetdrill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a script: comments off, options at the top, then an event a line. */
final class ScriptParser
{
    private static final Pattern OPTION = Pattern.compile("--(\\w+)(?:=(\\S*))?");
    private static final Pattern EVENT =
        Pattern.compile("(\\*|[+.\\d][^\\s`%]*?)\\s*((?<=\\s)\\S.*|[`%].*)", Pattern.DOTALL);
    private static final Pattern CALL =
        Pattern.compile("(\\w+)\\s*\\((.*)\\)\\s*=\\s*(\\.\\.\\.|-?\\w+)\\s*([A-Z]\\w*)?\\s*(\\(.*\\))?");
    private static final Pattern ICMP =
        Pattern.compile("icmp\\s+(\\w+)(?:\\s+(?!mtu\\b)(\\w+))?" +
        "(?:\\s+mtu\\s+(\\d+))?(?:\\s*\\[(\\d+):(\\d+)\\((\\d+)\\)])?");
    private static final Pattern COMMENT_OR_QUOTED =
        Pattern.compile("/\\*.*?\\*/|\"[^\"\n]*\"|`[^`]*`|//[^\n]*", Pattern.DOTALL);
    private static final List<String> KNOWN_OPTIONS = List.of("ip_version", "tolerance_usecs", "mtu", "local_ip",
        "remote_ip", "bind_port", "connect_port", "non_fatal", "tcp_ts_tick_usecs", "strict_segments");

    private final String file;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();

    private ScriptParser(final String file)
    {
        this.file = file;
    }

    static Script parse(final String file, final String text)
    {
        return new ScriptParser(file).read(text);
    }

    private Script read(final String text)
    {
        final String[] lines = withoutComments(text).split("\n", -1);
        for (int i = 0; i < lines.length; i++)
        {
            final int number = i + 1;
            final StringBuilder line = new StringBuilder(lines[i].strip());
            while (isOpen(line) && i + 1 < lines.length)
            {
                line.append(' ').append(lines[++i].strip());
            }
            if (line.length() > 0)
            {
                take(number, line.toString());
            }
        }
        return new Script(file, options, events);
    }

    /** Comments become blanks, their ends of line stay: the line numbers of messages are those of the file. */
    private static String withoutComments(final String text)
    {
        final Matcher matcher = COMMENT_OR_QUOTED.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(
            match.group().startsWith("/") ? match.group().replaceAll("[^\n]", "") : match.group()));
    }

    /** Whether an event goes on in the next line. */
    private static boolean isOpen(final CharSequence line)
    {
        final String text = line.toString();
        final boolean backtick = text.chars().filter(letter -> letter == '`').count() % 2 == 1;
        final boolean code = text.contains("%{") && !text.contains("}%");
        final long open = text.chars().filter(letter -> letter == '(').count();
        final long closed = text.chars().filter(letter -> letter == ')').count();
        return backtick || code || !text.contains("`") && !text.contains("%{") && open > closed;
    }

    private void take(final int number, final String line)
    {
        if (line.startsWith("--"))
        {
            for (final String word : line.split("\\s+"))
            {
                option(number, word);
            }
            return;
        }
        final Matcher matcher = EVENT.matcher(line);
        final EventTime time = matcher.matches() ? EventTime.parse(matcher.group(1)) : null;
        if (time == null)
        {
            // A command without a time, as those before the first event, happens at once.
            if (line.startsWith("`") || line.startsWith("%{"))
            {
                events.add(new Event(number, new EventTime(true, 0, 0, false), action(number, line), line));
                return;
            }
            throw new ScriptError(file, number, "neither an option nor a time and an event: " + line);
        }
        events.add(new Event(number, time, action(number, matcher.group(2).strip()), line));
    }

    private void option(final int number, final String word)
    {
        final Matcher matcher = OPTION.matcher(word);
        if (!matcher.matches() || !KNOWN_OPTIONS.contains(matcher.group(1)))
        {
            throw new ScriptError(file, number, "unknown option: " + word);
        }
        options.put(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
    }

    private Event.Action action(final int number, final String text)
    {
        try
        {
            if (text.startsWith("`") && text.endsWith("`") && text.length() > 1)
            {
                return new Event.Command(text.substring(1, text.length() - 1).strip());
            }
            if (text.startsWith("%{") && text.endsWith("}%"))
            {
                return new Event.Assertion(text.substring(2, text.length() - 2).strip());
            }
            if (text.startsWith("<") || text.startsWith(">"))
            {
                final String packet = text.substring(1).strip();
                return packet.startsWith("icmp") ? icmp(text) : SegmentParser.parse(text.startsWith("<"), packet);
            }
            return call(text);
        }
        catch (final IllegalArgumentException | ArithmeticException ex)
        {
            throw new ScriptError(file, number, ex.getMessage() + "\n    " + text);
        }
    }

    private static Event.IcmpSpec icmp(final String text)
    {
        final Matcher matcher = ICMP.matcher(text.substring(1).strip());
        if (!text.startsWith("<") || !matcher.matches())
        {
            throw new IllegalArgumentException("not an inbound ICMP error");
        }
        return new Event.IcmpSpec(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2),
            matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)),
            matcher.group(4) == null ? 0 : Long.parseLong(matcher.group(4)),
            matcher.group(6) == null ? 0 : Integer.parseInt(matcher.group(6)));
    }

    private static Call call(final String text)
    {
        final Matcher matcher = CALL.matcher(text);
        if (!matcher.matches())
        {
            throw new IllegalArgumentException("not an event that is known");
        }
        final Long result = matcher.group(3).equals("...") ? null : Long.valueOf(Numbers.parse(matcher.group(3)));
        return new Call(matcher.group(1), arguments(matcher.group(2)), result, matcher.group(4));
    }

    /** Splits at commas that stand in no bracket. */
    private static List<String> arguments(final String text)
    {
        final List<String> found = new ArrayList<>();
        final StringBuilder argument = new StringBuilder();
        int depth = 0;
        for (final char letter : text.toCharArray())
        {
            depth += "([{".indexOf(letter) >= 0 ? 1 : ")]}".indexOf(letter) >= 0 ? -1 : 0;
            if (letter == ',' && depth == 0)
            {
                found.add(argument.toString().strip());
                argument.setLength(0);
            }
            else
            {
                argument.append(letter);
            }
        }
        if (!argument.toString().isBlank())
        {
            found.add(argument.toString().strip());
        }
        return found;
    }
}
