package io.fourtuple.packetdrill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When an event happens.
 *
 * @param relative whether the times count from the event before, not from the script's beginning.
 * @param fromNs   earliest time, or -1 for any time.
 * @param toNs     latest time; that of a blocking call's return.
 * @param blocking whether it is a call that begins at the one and returns at the other.
 */
record EventTime(boolean relative, long fromNs, long toNs, boolean blocking)
{
    static final EventTime ANY = new EventTime(true, -1, -1, false);

    private static final Pattern FORM =
        Pattern.compile("(\\+?)(\\d+(?:\\.\\d+)?|\\.\\d+)(?:(~|\\.\\.\\.)(\\+?)(\\d+(?:\\.\\d+)?|\\.\\d+))?");

    /**
     * @return the time, or null if it is none.
     */
    static EventTime parse(final String text)
    {
        if (text.equals("*"))
        {
            return ANY;
        }
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches())
        {
            return null;
        }
        final boolean relative = !matcher.group(1).isEmpty();
        final long from = nanos(matcher.group(2));
        final long to = matcher.group(3) == null ? from : nanos(matcher.group(5));
        return new EventTime(relative, from, to, "...".equals(matcher.group(3)));
    }

    boolean isAny()
    {
        return fromNs < 0;
    }

    private static long nanos(final String seconds)
    {
        return new java.math.BigDecimal(seconds).movePointRight(9).longValue();
    }
}
