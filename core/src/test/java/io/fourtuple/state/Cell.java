package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/**
 * One cell of the state table: a segment for a fixture of the state, and all that may come of it. Numbers are relative
 * to the ISNs, as {@link EngineFixture} has them.
 * <pre>
 *   segment   flags seq ack [bytes of data]             "P. 1 1 10"
 *   reply     flags seq ack, or - for silence           ". 1 11"; "R 7" has no ack; * for any number
 *   next      state of the record, or none
 *   outcome   the one counter that the frame is counted under
 *   told      what the application was told, or -; onClosed by its reason alone
 * </pre>
 */
final class Cell
{
    private Cell()
    {
    }

    /** Checks the cell for both families, each with a new fixture that {@code into} brings into the state. */
    static void check(
        final UnaryOperator<EngineFixture> into,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        check(into.apply(EngineFixture.ipv4()), segment, reply, next, outcome, told);
        check(into.apply(EngineFixture.ipv6()), segment, reply, next, outcome, told);
    }

    private static void check(
        final EngineFixture fixture,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        final String family = fixture.ipv6 ? "IPv6 " : "IPv4 ";
        final int toldBefore = fixture.handler.events.size();
        final Map<Counter, Long> before = outcomes(fixture);
        fixture.inject(parse(fixture, segment));
        checkReply(fixture, reply);
        assertEquals(next, stateOf(fixture), family + "next state");
        assertEquals(told, told(fixture, toldBefore), family + "told");
        final Map<Counter, Long> after = outcomes(fixture);
        after.replaceAll((counter, value) -> value - before.get(counter));
        after.values().removeIf(value -> value == 0);
        assertEquals(Map.of(Counter.valueOf(outcome), 1L), after, family + "outcome");
        fixture.assertCountersAddUp();
        assertTrue(fixture.errors.isEmpty(), fixture.errors::toString);
    }

    /** A connection in SYN_RCVD that was opened by connect (RFC 9293 figure 8). */
    static EngineFixture simultaneousOpen(final EngineFixture fixture)
    {
        fixture.synSent().inject("S", 0, 0).expect("S.", 0, 1);
        return fixture;
    }

    /** The same fixture, its application gone. */
    static EngineFixture closed(final EngineFixture fixture)
    {
        assertEquals(0, fixture.tcp.close(fixture.handler.connection));
        return fixture.work().expectNothing();
    }

    static String told(final EngineFixture fixture, final int from)
    {
        final List<String> events = fixture.handler.events;
        return from == events.size() ? "-" :
            String.join(", ", events.subList(from, events.size())).replaceAll("\\bclosed ([A-Z])", "$1");
    }

    /** Of the only record there is, also where the application has no id for it. */
    static String stateOf(final EngineFixture fixture)
    {
        if (fixture.counter(Counter.CURR_OPEN) == 0)
        {
            return "none";
        }
        assertEquals(1, fixture.counter(Counter.CURR_OPEN));
        return fixture.counter(Counter.CURR_TIME_WAIT) == 1 ? "TIME_WAIT" :
            fixture.counter(Counter.CURR_SYN_RCVD) == 1 ? "SYN_RCVD" : fixture.state().name();
    }

    private static Frames parse(final EngineFixture fixture, final String segment)
    {
        final String[] parts = segment.split(" ");
        final Frames frames =
            fixture.segment(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        return parts.length > 3 ? frames.payload(Integer.parseInt(parts[3])) : frames;
    }

    static void checkReply(final EngineFixture fixture, final String reply)
    {
        if (!reply.equals("-"))
        {
            final String[] parts = reply.split(" ");
            final SentSegment sent = fixture.sent();
            assertEquals(parts[0], sent.flags(), sent.toString());
            if (!parts[1].equals("*"))
            {
                assertEquals(Integer.parseInt(parts[1]), sent.seq() - fixture.iss, "SEG.SEQ of " + sent);
            }
            final int ack = parts.length > 2 ? fixture.peerIss + Integer.parseInt(parts[2]) : 0;
            assertEquals(ack, sent.ack(), "SEG.ACK of " + sent);
            assertEquals(0, sent.payload().length, sent.toString());
        }
        fixture.expectNothing();
    }

    private static Map<Counter, Long> outcomes(final EngineFixture fixture)
    {
        final Map<Counter, Long> values = new EnumMap<>(Counter.class);
        for (final Counter counter : Counter.values())
        {
            if (counter.kind() == Counter.Kind.OUTCOME)
            {
                values.put(counter, fixture.counter(counter));
            }
        }
        return values;
    }
}
