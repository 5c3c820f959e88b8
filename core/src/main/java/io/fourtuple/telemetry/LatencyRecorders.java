package io.fourtuple.telemetry;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The recorders of one loop: one for each {@link Latency} that is on. A latency that is off has no recorder, and costs the loop
 * a branch at most. The engine gets the recorders when it is made; a {@link LatencyLogger} takes their values, or
 * {@link LatencyRecorder#takeInterval} does. A recorder takes half a MiB of the heap, its reader as much again. The engine takes
 * 8 bytes more for each half-open record with {@link Latency#SYN_TO_ESTABLISHED}, and 8 for each full one with
 * {@link Latency#CONNECT_TO_ESTABLISHED}, {@link Latency#FIN_TO_CLOSED} or both.
 */
public final class LatencyRecorders
{
    private static final LatencyRecorders OFF = new LatencyRecorders(EnumSet.noneOf(Latency.class));

    private final LatencyRecorder[] recorders = new LatencyRecorder[Latency.values().length];
    private final Set<Latency> on;
    private final LatencyRecorder[] recordersOn;

    private LatencyRecorders(final Set<Latency> on)
    {
        this.on = on;
        for (final Latency latency : on)
        {
            recorders[latency.ordinal()] = new LatencyRecorder();
        }
        recordersOn = on.stream().map(this::get).toArray(LatencyRecorder[]::new);
    }

    /** None is on. */
    public static LatencyRecorders off()
    {
        return OFF;
    }

    /** New ones, all of them. */
    public static LatencyRecorders all()
    {
        return of(EnumSet.allOf(Latency.class));
    }

    /** New ones, of these. */
    public static LatencyRecorders of(final Set<Latency> latencies)
    {
        return latencies.isEmpty() ? OFF : new LatencyRecorders(EnumSet.copyOf(latencies));
    }

    /**
     * @param text {@code all}, {@code off}, or labels with commas between.
     * @return the latencies.
     * @throws IllegalArgumentException that lists the labels, if one is none of these.
     */
    public static Set<Latency> parse(final String text)
    {
        final Set<Latency> latencies = EnumSet.noneOf(Latency.class);
        if (text.equals("all"))
        {
            return EnumSet.allOf(Latency.class);
        }
        for (final String label : text.equals("off") ? new String[0] : text.split(",", -1))
        {
            latencies.add(Arrays.stream(Latency.values())
                .filter(latency -> latency.label().equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no such latency: " + label + "; there are all, off, " +
                    Arrays.stream(Latency.values()).map(Latency::label).collect(Collectors.joining(", ")))));
        }
        return latencies;
    }

    /** @return the latencies that are on, in the enum's order. */
    public Set<Latency> on()
    {
        return on.isEmpty() ? EnumSet.noneOf(Latency.class) : EnumSet.copyOf(on);
    }

    public boolean isOff()
    {
        return recordersOn.length == 0;
    }

    /** @return the recorder, or null if it is off. */
    public LatencyRecorder get(final Latency latency)
    {
        return recorders[latency.ordinal()];
    }

    /** Hands over all recorded values to other threads; at the end of a cycle, on the loop's thread. */
    public void flush()
    {
        for (final LatencyRecorder recorder : recordersOn)
        {
            recorder.flush();
        }
    }
}
