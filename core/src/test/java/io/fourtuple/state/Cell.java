package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.params.aggregator.AggregateWith;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.aggregator.ArgumentsAggregator;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/**
 * One cell of the state table: a segment for a fixture of the state, and all that may come of it.
 * <pre>
 *   kind      a name of the segment
 *   segment   flags seq ack [bytes of data]             "P. 1 1 10"
 *   reply     flags seq ack, or - for silence           ". 1 11"; "R 7" has no ack; * for any number
 *   next      state of the record, same, or none
 *   outcome   the one counter that the frame is counted under
 *   told      calls that the application got, or -; onClosed by its reason alone
 * </pre>
 * A number is relative to its ISN, as {@link EngineFixture} has them, or to one of these, as in {@code NXT-1}:
 * <pre>
 *   NXT       RCV.NXT for the peer's numbers, SND.NXT for ours
 *   UNA       SND.UNA
 *   EDGE      RCV.NXT + RCV.WND, one behind the last number in the window
 * </pre>
 */
record Cell(String segment, String reply, String next, Counter outcome, String told)
{
    static final String NAME = "{0}: {1}";

    /** The window of the first SYN-ACK is 65,535, and a FIN takes one of it. */
    private static final int EDGE = 65_536;

    /** A parameter that is a row of six columns. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @AggregateWith(Reader.class)
    @interface Row
    {
    }

    static final class Reader implements ArgumentsAggregator
    {
        @Override
        public Object aggregateArguments(final ArgumentsAccessor row, final ParameterContext context)
        {
            return new Cell(
                row.getString(1), row.getString(2), row.getString(3), row.get(4, Counter.class), row.getString(5));
        }
    }

    /**
     * Checks the cell for both families, each with a new fixture that {@code into} brings into the state; latencies are recorded
     * for one of them.
     */
    void check(final UnaryOperator<EngineFixture> into)
    {
        check(into.apply(EngineFixture.with(false, EngineFixture.smallSettings()).recorded().build()), "IPv4 ");
        check(into.apply(EngineFixture.ipv6()), "IPv6 ");
    }

    private void check(final EngineFixture fixture, final String family)
    {
        final TcpState state = fixture.state();
        final int toldBefore = fixture.handler.events.size();
        final Map<Counter, Long> before = outcomes(fixture);
        fixture.inject(frames(fixture, state));
        checkReply(fixture, reply, state);
        assertEquals(next.equals("same") ? state.name() : next, fixture.recordState(), family + "next state");
        assertEquals(told, fixture.handler.told(toldBefore), family + "told");
        final Map<Counter, Long> after = outcomes(fixture);
        after.replaceAll((counter, value) -> value - before.get(counter));
        after.values().removeIf(value -> value == 0);
        assertEquals(Map.of(outcome, 1L), after, family + "outcome");
        fixture.assertCountersAddUp();
        assertTrue(fixture.errors.isEmpty(), fixture.errors::toString);
    }

    private Frames frames(final EngineFixture fixture, final TcpState state)
    {
        final String[] parts = segment.split(" ");
        final Frames frames = fixture.segment(parts[0], peers(parts[1], state), ours(parts[2], state));
        return parts.length > 3 ? frames.payload(Integer.parseInt(parts[3])) : frames;
    }

    /** A reply whose numbers are relative to the ISNs. */
    static void checkReply(final EngineFixture fixture, final String reply)
    {
        checkReply(fixture, reply, null);
    }

    private static void checkReply(final EngineFixture fixture, final String reply, final TcpState state)
    {
        if (!reply.equals("-"))
        {
            final String[] parts = reply.split(" ");
            final SentSegment sent = fixture.sent();
            assertEquals(parts[0], sent.flags(), sent.toString());
            if (!parts[1].equals("*"))
            {
                assertEquals(ours(parts[1], state), sent.seq() - fixture.iss, "SEG.SEQ of " + sent);
            }
            final int ack = parts.length > 2 ? fixture.peerIss + peers(parts[2], state) : 0;
            assertEquals(ack, sent.ack(), "SEG.ACK of " + sent);
            assertEquals(0, sent.payload().length, sent.toString());
        }
        fixture.expectNothing();
    }

    /** A number of the peer's, relative to its ISN. */
    private static int peers(final String number, final TcpState state)
    {
        return number.startsWith("NXT") ? rcvNxt(state) + offset(number, 3) :
            number.startsWith("EDGE") ? EDGE + offset(number, 4) : Integer.parseInt(number);
    }

    /** A number of ours, relative to our ISN. */
    private static int ours(final String number, final TcpState state)
    {
        return number.startsWith("NXT") ? sndNxt(state) + offset(number, 3) :
            number.startsWith("UNA") ? sndUna(state) + offset(number, 3) : Integer.parseInt(number);
    }

    private static int offset(final String number, final int from)
    {
        return from == number.length() ? 0 : Integer.parseInt(number.substring(from));
    }

    private static int rcvNxt(final TcpState state)
    {
        return switch (state)
        {
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> 1;
            case CLOSE_WAIT, CLOSING, LAST_ACK -> 2;
            default -> throw new AssertionError(state);
        };
    }

    private static int sndNxt(final TcpState state)
    {
        return switch (state)
        {
            case ESTABLISHED, CLOSE_WAIT -> 1;
            case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK -> 2;
            default -> throw new AssertionError(state);
        };
    }

    private static int sndUna(final TcpState state)
    {
        return state == TcpState.FIN_WAIT_2 ? 2 : 1;
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
