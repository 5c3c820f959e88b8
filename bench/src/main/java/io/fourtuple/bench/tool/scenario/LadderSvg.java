package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.fourtuple.bench.publish.plot.SvgCanvas;

/**
 * Draws a trace: two lifelines whose colour is the state, segments between them that slant with the time they take.
 * <pre>
 *   time  state  ┃ ── segment ──────> ┃  state  time
 * </pre>
 * One file, nothing loaded from elsewhere.
 */
public final class LadderSvg
{
    private static final double WIDTH = 1_120;
    private static final double LEFT = 260;
    private static final double RIGHT = 860;
    private static final double HEAD = 84;
    private static final double LINE = 16;
    private static final double BAR = 7;
    private static final int WRAP = 155;
    private static final String INK = "#1f2937";
    private static final String STYLE =
        "text{font-family:'DejaVu Sans','Segoe UI',Verdana,Helvetica,sans-serif;font-size:12px;fill:" + INK + "}" +
        ".h1{font-size:21px;font-weight:bold}.dim{fill:#6b7280}.time{fill:#6b7280;font-size:11px}" +
        ".seg{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:3.5px;stroke-linejoin:round}" +
        ".state{font-weight:bold;font-size:11.5px}" +
        ".call{font-style:italic;fill:#4b5563}" +
        ".host{font-weight:bold;font-size:14px}.bad{font-weight:bold;fill:#b91c1c}.good{font-weight:bold;fill:#15803d}";

    private final ScenarioRun played;
    private final Trace trace;
    private final boolean isRaw;
    private final boolean namesLeft;
    private final List<String> about;
    private final double top;
    private final SvgLayout layout;
    private final SvgCanvas canvas = new SvgCanvas();
    private final Map<Boolean, String> lastStates = new HashMap<>();
    private final Map<Boolean, String> lastTimes = new HashMap<>();
    private final Map<Boolean, Double> barsFrom = new HashMap<>();

    /** @param isRaw numbers as on the wire instead of relative ones. */
    public LadderSvg(final ScenarioRun played, final boolean isRaw)
    {
        this.played = played;
        this.isRaw = isRaw;
        trace = played.trace();
        namesLeft = played.hosts().stream().filter(ScenarioHost::isLeft).count() > 1;
        about = played.scenario().about(WRAP);
        top = HEAD + LINE * about.size() + 62;
        layout = new SvgLayout(trace, top + 4);
    }

    /** @return the whole file. */
    @Override
    public String toString()
    {
        head();
        bars();
        for (final TraceEvent event : layout.shown())
        {
            draw(event);
        }
        gaps();
        final double bottom = foot(layout.bottom() + 30);
        return canvas.file(WIDTH, bottom, "fourtuple scenario " + played.scenario().name(), "", STYLE);
    }

    private void head()
    {
        canvas.text(40, 42, played.scenario().name(), "class='h1'");
        canvas.text(40, 64, played.scenario().summary(), "");
        for (int i = 0; i < about.size(); i++)
        {
            canvas.text(40, HEAD + LINE * i, about.get(i), "class='dim'");
        }
        final ScenarioHost left = played.hosts().stream().filter(ScenarioHost::isLeft).findFirst().orElseThrow();
        final ScenarioHost right = played.hosts().stream().filter(host -> !host.isLeft()).findFirst().orElseThrow();
        host(LEFT, namesLeft ? "behind " + left.addressText() : left.name() + "  " + left.addressText());
        host(RIGHT, right.name() + "  " + right.addressText());
        canvas.text(LEFT - 195, top - 22, "seconds", "class='time'");
        canvas.text(RIGHT + 195, top - 22, "seconds", "class='time' text-anchor='end'");
    }

    private void host(final double x, final String text)
    {
        canvas.rect(x - 105, top - 44, 210, 30, "rx='8' fill='#f3f4f6' stroke='#d1d5db'");
        canvas.text(x, top - 24, text, "class='host' text-anchor='middle'");
    }

    /** The lifelines, in the colours of the states. */
    private void bars()
    {
        for (final boolean isLeft : new boolean[]{true, false})
        {
            barsFrom.put(isLeft, top - 14);
            lastStates.put(isLeft, isLeft ? "CLOSED" : firstRightState());
        }
        for (final TraceEvent event : layout.shown())
        {
            final String state = stateAfter(event);
            if (!state.isEmpty() && !state.equals(lastStates.get(event.host().isLeft())))
            {
                bar(event.host().isLeft(), layout.y(event));
                lastStates.put(event.host().isLeft(), state);
            }
        }
        bar(true, layout.bottom());
        bar(false, layout.bottom());
        lastStates.clear();
    }

    private String firstRightState()
    {
        return trace.events().stream().filter(event -> event.kind() == TraceEvent.Kind.CALL && !event.host().isLeft() &&
            event.text().equals("connect")).findFirst().isPresent() ? "CLOSED" : "LISTEN";
    }

    private void bar(final boolean isLeft, final double to)
    {
        final double x = isLeft ? LEFT : RIGHT;
        final double from = barsFrom.put(isLeft, to);
        canvas.rect(x - BAR / 2, from, BAR, to - from, "fill='" + colour(lastStates.get(isLeft)) + "'");
    }

    private static String stateAfter(final TraceEvent event)
    {
        if (event.fold() != 0)
        {
            return "";
        }
        return switch (event.kind())
        {
            case DEPARTURE -> event.flight().senderState;
            case ARRIVAL -> event.flight().receiverState;
            case STATE -> event.state();
            default -> "";
        };
    }

    private static String colour(final String state)
    {
        return switch (state)
        {
            case "SYN_SENT", "SYN_RCVD" -> "#f59e0b";
            case "ESTABLISHED" -> "#16a34a";
            case "FIN_WAIT_1", "FIN_WAIT_2", "CLOSING" -> "#2563eb";
            case "CLOSE_WAIT", "LAST_ACK" -> "#7c3aed";
            case "TIME_WAIT" -> "#dc2626";
            case "LISTEN" -> "#9ca3af";
            default -> "#e5e7eb";
        };
    }

    private void draw(final TraceEvent event)
    {
        if (event.fold() != 0 || event.kind() == TraceEvent.Kind.REMARK)
        {
            banner(event);
            return;
        }
        final boolean isLeft = event.host().isLeft();
        final double y = layout.y(event);
        final String time = trace.seconds(event.timeNs());
        if (!time.equals(lastTimes.put(isLeft, time)))
        {
            canvas.text(isLeft ? LEFT - 195 : RIGHT + 195, y + 4, time,
                "class='time' text-anchor='" + (isLeft ? "start'" : "end'"));
        }
        switch (event.kind())
        {
            case DEPARTURE -> departure(event, y);
            case ARRIVAL -> arrival(event, y);
            case CALL -> words(
                event.host(), y, event.text() + (event.text().contains(" ") ? "" : "()"), "class='call'");
            default ->
            {
                state(event.host(), y, event.state());
                canvas.text(isLeft ? LEFT + 14 : RIGHT - 14, y + 4, event.text(),
                    "class='call' text-anchor='" + (isLeft ? "start'" : "end'"));
            }
        }
    }

    private void banner(final TraceEvent event)
    {
        final String text = event.fold() == 0 ? event.text() : foldText(event.fold());
        final double y = layout.y(event);
        final double width = Math.min(WIDTH - 60, 40 + 7.0 * text.length());
        canvas.plate((LEFT + RIGHT - width) / 2, y - 14, width, 26,
            event.fold() == 0 ? "rx='6' fill='#fef9c3' stroke='#fde047'" : "rx='6' fill='#f3f4f6' stroke='#d1d5db'");
        canvas.label((LEFT + RIGHT) / 2, y + 3.5, 0, text, "text-anchor='middle'");
    }

    private String foldText(final int fold)
    {
        final List<TraceEvent> all = trace.events().stream().filter(event -> event.fold() == fold).toList();
        final long segments = all.stream().filter(event -> event.kind() == TraceEvent.Kind.DEPARTURE).count();
        return "until " + trace.seconds(all.get(all.size() - 1).timeNs()) + " s" +
            (segments == 0 ? "" : ", " + segments + " segments") + ": " + trace.foldSummary(fold);
    }

    private void departure(final TraceEvent event, final double y)
    {
        final TracedSegment flight = event.flight();
        state(flight.from, y, flight.senderState);
        if (flight.fate == TracedSegment.Fate.LOST)
        {
            final boolean toRight = flight.isRightwards();
            final double x1 = toRight ? LEFT : RIGHT;
            final double x2 = (LEFT + RIGHT) / 2 + (toRight ? 40 : -40);
            final double y2 = y + 12;
            final String red = "stroke='#dc2626' stroke-width='1.6'";
            canvas.line(x1, y, x2, y2, red);
            canvas.path(SvgCanvas.format("M %.1f %.1f l 12 12 m -12 0 l 12 -12", x2 - 6, y2 - 6), red + " fill='none'");
            label(x1, y, x2, y2, toRight, flight.departedAs.of(isRaw) + noteOf(flight));
        }
    }

    private void arrival(final TraceEvent event, final double y)
    {
        final TracedSegment flight = event.flight();
        state(flight.to, y, flight.receiverState);
        final Double from = layout.departure(flight.packet);
        final boolean toRight = flight.isRightwards();
        final boolean isCopy = flight.fate == TracedSegment.Fate.COPY;
        final double x1 = toRight ? LEFT + BAR / 2 : RIGHT - BAR / 2;
        final double x2 = toRight ? RIGHT - BAR / 2 : LEFT + BAR / 2;
        final double y1 = from == null ? y - 20 : from;
        final String colour = isCopy ? "#c2410c" : flight.fate == TracedSegment.Fate.DELAYED ? "#b45309" : "#374151";
        canvas.line(x1, y1, x2, y, "stroke='" + colour + "' stroke-width='1.5'" +
            (isCopy ? " stroke-dasharray='7 5'" : ""));
        canvas.point(x1, y1, x2, y, colour);
        final String notes = noteOf(flight);
        if (isCopy)
        {
            canvas.label(x2 + (toRight ? -26 : 26), y - 1, 0, flight.arrivedAs.of(isRaw) + notes,
                "class='seg' style='fill:#c2410c' text-anchor='" + (toRight ? "end'" : "start'"));
        }
        else
        {
            label(x1, y1, x2, y, toRight, flight.departedAs.of(isRaw) + notes);
        }
    }

    private static String noteOf(final TracedSegment flight)
    {
        return (flight.note.isEmpty() ? "" : " (" + flight.note + ")") +
            (flight.verdict.isEmpty() ? "" : " [" + flight.verdict + "]");
    }

    /** Above the line, at the sender's end, so that those of crossing segments stand apart. */
    private void label(
        final double x1, final double y1, final double x2, final double y2, final boolean toRight, final String text)
    {
        final double degrees = Math.toDegrees(Math.atan((y2 - y1) / (x2 - x1)));
        final double offset = toRight ? 14 : -14;
        canvas.label(x1 + offset, y1 + offset * (y2 - y1) / (x2 - x1) - 4, degrees, text,
            "class='seg' text-anchor='" + (toRight ? "start'" : "end'"));
    }

    private void state(final ScenarioHost host, final double y, final String state)
    {
        final String shown = (namesLeft && host.isLeft() ? host.name() + " " : "") + state;
        if (!shown.equals(lastStates.put(host.isLeft(), shown)))
        {
            words(host, y, shown, "class='state' style='fill:" + darker(state) + "'");
        }
    }

    private static String darker(final String state)
    {
        final String colour = colour(state);
        return switch (colour)
        {
            case "#e5e7eb", "#9ca3af" -> "#6b7280";
            case "#f59e0b" -> "#b45309";
            default -> colour;
        };
    }

    private void words(final ScenarioHost host, final double y, final String text, final String style)
    {
        final boolean isLeft = host.isLeft();
        canvas.text(isLeft ? LEFT - 14 : RIGHT + 14, y + 4, text,
            style + " text-anchor='" + (isLeft ? "end'" : "start'"));
    }

    private void gaps()
    {
        for (final SvgLayout.Gap gap : layout.gaps())
        {
            for (final double x : new double[]{LEFT, RIGHT})
            {
                canvas.rect(x - BAR, gap.y() - 5, 2 * BAR, 10, "fill='#ffffff'");
                canvas.path(SvgCanvas.format("M %.1f %.1f l 14 -6 m -14 12 l 14 -6", x - 7, gap.y()),
                    "stroke='#9ca3af' stroke-width='1.4' fill='none'");
            }
            canvas.text((LEFT + RIGHT) / 2, gap.y() + 4, SvgCanvas.format("%.1f s pass", gap.seconds()),
                "class='time' text-anchor='middle'");
        }
    }

    private double foot(final double top)
    {
        double y = top;
        final List<String> lines = new ArrayList<>(played.connections());
        played.counters().forEach(line -> lines.add("counters of " + line));
        for (final String line : lines)
        {
            for (final String part : Scenario.wrap(line, WRAP))
            {
                canvas.text(40, y, part, "");
                y += 17;
            }
        }
        final boolean isGood = played.outcome().corrupted() == 0 && played.outcome().refused() == 0;
        canvas.text(40, y + 8, "outcome: " + played.outcome(),
            played.outcome().corrupted() > 0 ? "class='bad'" : isGood ? "class='good'" : "style='font-weight:bold'");
        y += 20;
        canvas.text(40, y + 8, "fourtuple, TIME_WAIT policy " + played.options().policy().label() + ", seed " +
            played.options().seed() + String.join("", played.options().assignments().stream()
                .map(assignment -> ", " + assignment).toList()) + ", virtual time", "class='time'");
        return y + 36;
    }
}
