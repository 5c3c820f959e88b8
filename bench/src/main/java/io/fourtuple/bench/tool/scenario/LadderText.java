package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Draws a trace as text, as RFC 9293 does its figures: a line a segment, the states of both sides beside it, time
 * running down on each side.
 * <pre>
 *     0.000  SYN_SENT     |-- SYN seq 0 ------------->|  SYN_RCVD      0.010
 *     0.000  SYN_SENT     |-- SYN seq 0 ---------- ...|                          still in the network,
 *                         |... ------- SYN seq 0 ---->|  SYN_RCVD      0.070     and here it arrives
 *     0.050  TIME_WAIT    |-- ACK seq 2 ack 2 --- X   |                          lost
 * </pre>
 * A segment takes one line where the order on each side allows it, else one where it leaves and one where it arrives.
 */
public final class LadderText
{
    private static final int TIME_WIDTH = 9;
    private static final int LEAST_WIDTH = 46;
    private static final int ARROW_ROOM = 12;

    private final ScenarioRun played;
    private final Trace trace;
    private final boolean isRaw;
    private final boolean isUnfolded;
    private final boolean namesLeft;
    private final List<String> lines = new ArrayList<>();
    private final Set<TraceEvent> printed = new HashSet<>();
    private final int stateWidth;
    private final int width;

    /**
     * @param isRaw      numbers as on the wire instead of relative ones.
     * @param isUnfolded every segment, where else some are told in one line.
     */
    public LadderText(final ScenarioRun played, final boolean isRaw, final boolean isUnfolded)
    {
        this.played = played;
        this.trace = played.trace();
        this.isRaw = isRaw;
        this.isUnfolded = isUnfolded;
        namesLeft = played.hosts().stream().filter(ScenarioHost::isLeft).count() > 1;
        final int nameWidth = namesLeft ?
            1 + played.hosts().stream().filter(ScenarioHost::isLeft).mapToInt(host -> host.name().length()).max().orElse(0) : 0;
        stateWidth = 12 + nameWidth;
        width = ARROW_ROOM + Math.max(LEAST_WIDTH - ARROW_ROOM, shownEvents().stream()
            .filter(event -> event.flight() != null).mapToInt(event -> text(event, true).length()).max().orElse(0));
    }

    /** @return the lines of the ladder, its head first. */
    public List<String> lines()
    {
        lines.clear();
        printed.clear();
        head();
        final List<TraceEvent> events = trace.events();
        int lastFold = 0;
        for (int i = 0; i < events.size(); i++)
        {
            final TraceEvent event = events.get(i);
            if (isFolded(event))
            {
                if (event.fold() != lastFold)
                {
                    lastFold = event.fold();
                    folded(events, lastFold);
                }
            }
            else if (printed.add(event))
            {
                line(event, events, i);
            }
        }
        return lines;
    }

    private boolean isFolded(final TraceEvent event)
    {
        return event.fold() != 0 && !isUnfolded;
    }

    private List<TraceEvent> shownEvents()
    {
        return trace.events().stream().filter(event -> !isFolded(event)).toList();
    }

    private void head()
    {
        final ScenarioHost left = played.hosts().stream().filter(ScenarioHost::isLeft).findFirst().orElseThrow();
        final ScenarioHost right = played.hosts().stream().filter(host -> !host.isLeft()).findFirst().orElseThrow();
        final String leftName = namesLeft ? "behind " + left.addressText() : left.name() + " " + left.addressText();
        final String rightName = right.name() + " " + right.addressText();
        final int gap = Math.max(2, 2 * (TIME_WIDTH + 2) + 2 * stateWidth + width + 6 -
            TIME_WIDTH - 2 - leftName.length() - TIME_WIDTH - rightName.length() - 2);
        lines.add(String.format("%" + TIME_WIDTH + "s  ", "seconds") + leftName + " ".repeat(gap) + rightName);
    }

    private void folded(final List<TraceEvent> events, final int fold)
    {
        final List<TraceEvent> all = events.stream().filter(event -> event.fold() == fold).toList();
        final long segments = all.stream().filter(event -> event.kind() == TraceEvent.Kind.DEPARTURE).count();
        lines.add(String.format("%" + TIME_WIDTH + "s  : until %s s%s: %s",
            trace.seconds(all.get(0).timeNs()), trace.seconds(all.get(all.size() - 1).timeNs()),
            segments == 0 ? "" : ", " + segments + " segments", trace.foldSummary(fold)));
    }

    private void line(final TraceEvent event, final List<TraceEvent> events, final int at)
    {
        switch (event.kind())
        {
            case REMARK -> lines.add("  * " + event.text());
            case CALL -> onSide(event, "(" + event.text() + ")", "");
            case STATE -> onSide(event, event.state(), "(" + event.text() + ")");
            case ARRIVAL -> arrival(event);
            case DEPARTURE -> departure(event, events, at);
        }
    }

    private void onSide(final TraceEvent event, final String state, final String middle)
    {
        final String text = event.host().isLeft() ? " " + middle : " ".repeat(width - middle.length() - 1) + middle;
        row(event.host(), event.host().isLeft(), event.timeNs(), state, text);
    }

    private void departure(final TraceEvent event, final List<TraceEvent> events, final int at)
    {
        final TracedSegment flight = event.flight();
        final boolean toRight = flight.isRightwards();
        final String text = text(event, false);
        if (flight.fate == TracedSegment.Fate.LOST)
        {
            row(flight.from, toRight, flight.departedNs, flight.senderState, arrow(text, toRight, "--", " X   "));
        }
        else if (arrivesInOrder(event, events, at))
        {
            final String arrow = arrow(text(event, true), toRight, "--", "->");
            final String left = toRight ? flight.senderState : flight.receiverState;
            final String right = toRight ? flight.receiverState : flight.senderState;
            both(toRight ? flight.from : flight.to, toRight ? flight.departedNs : flight.arrivedNs, left, arrow, right,
                toRight ? flight.arrivedNs : flight.departedNs);
        }
        else
        {
            row(flight.from, toRight, flight.departedNs, flight.senderState, arrow(text, toRight, "--", " ..."));
        }
    }

    private void arrival(final TraceEvent event)
    {
        final TracedSegment flight = event.flight();
        final boolean toRight = flight.isRightwards();
        row(flight.to, !toRight, flight.arrivedNs, flight.receiverState,
            arrow(text(event, true), toRight, "...", "->"));
    }

    /** Whether nothing is to be told on the receiver's side before this segment's arrival; it counts as told then. */
    private boolean arrivesInOrder(final TraceEvent departure, final List<TraceEvent> events, final int at)
    {
        for (int i = at + 1; i < events.size(); i++)
        {
            final TraceEvent event = events.get(i);
            if (event.flight() == departure.flight())
            {
                return printed.add(event);
            }
            final boolean isBetween = event.host() == null || event.host().isLeft() != departure.host().isLeft();
            if (isBetween && !isFolded(event) && !printed.contains(event))
            {
                return false;
            }
        }
        return false;
    }

    /** A segment's text with the notes that belong to it; its verdict stands where it has arrived. */
    private String text(final TraceEvent event, final boolean hasArrived)
    {
        final TracedSegment flight = event.flight();
        final boolean isDeparture = event.kind() == TraceEvent.Kind.DEPARTURE;
        final boolean hasNote = !flight.note.isEmpty() && isDeparture != (flight.fate == TracedSegment.Fate.COPY);
        return (isDeparture ? flight.departedAs : flight.arrivedAs).of(isRaw) +
            (hasNote ? " (" + flight.note + ")" : "") +
            (hasArrived && !flight.verdict.isEmpty() ? " [" + flight.verdict + "]" : "");
    }

    private String arrow(final String text, final boolean toRight, final String tail, final String point)
    {
        final int dashes = Math.max(1, width - tail.length() - point.length() - text.length() - 2);
        if (toRight)
        {
            return tail + " " + text + " " + "-".repeat(dashes) + point;
        }
        final String pointLeft = point.replace("->", "<-").replace(" X   ", "   X ").replace(" ...", "... ");
        return pointLeft + "-".repeat(dashes) + " " + text + " " + tail;
    }

    private void row(
        final ScenarioHost host, final boolean isLeft, final long timeNs, final String state, final String middle)
    {
        if (isLeft)
        {
            both(host, timeNs, state, middle, "", TracedSegment.NEVER);
        }
        else
        {
            both(host, TracedSegment.NEVER, "", middle, state, timeNs);
        }
    }

    private void both(
        final ScenarioHost host,
        final long leftNs,
        final String left,
        final String middle,
        final String right,
        final long rightNs)
    {
        final String name = namesLeft && !left.isEmpty() ? host.name() + " " : "";
        final String line = String.format("%" + TIME_WIDTH + "s  %-" + stateWidth + "s|%-" + width + "s|  %-12s%" +
            TIME_WIDTH + "s", time(leftNs), name + left, middle, right, time(rightNs));
        lines.add(line.stripTrailing());
    }

    private String time(final long timeNs)
    {
        return timeNs == TracedSegment.NEVER ? "" : trace.seconds(timeNs);
    }
}
