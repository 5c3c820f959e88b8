package io.fourtuple.bench.load.client;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.fourtuple.app.Endpoint;
import io.fourtuple.bench.base.Json;

/**
 * Plan of one run; immutable, each {@code with} makes a changed one.
 *
 * @param mode        open loop or closed loop.
 * @param ratePerSecond connections begun a second at the start of an open loop.
 * @param endRatePerSecond the same at its end; equal to {@code ratePerSecond} unless it is a ramp.
 * @param inFlight    connections under way in a closed loop.
 * @param concurrent  idle connections that stay open; the oldest is closed when there is one more.
 * @param durationNs  how long connections are begun.
 * @param intervalNs  length of a row.
 * @param patienceNs  after so long from its SYN a client gives up.
 * @param payload     what is said on a connection.
 * @param close       how it ends.
 * @param sources     addresses of the clients.
 * @param sourcePorts their ports.
 * @param destination the server.
 * @param flood       beside the clients.
 */
public record LoadPlan(
    LoadMode mode,
    double ratePerSecond,
    double endRatePerSecond,
    int inFlight,
    int concurrent,
    long durationNs,
    long intervalNs,
    long patienceNs,
    Payload payload,
    CloseKind close,
    AddressRange sources,
    PortRange sourcePorts,
    Endpoint destination,
    FloodPlan flood)
{
    /** The most connections begun a second. */
    public static final double MAX_RATE = 100e6;
    /** The most connections that stay open idle, or under way in a closed loop. */
    public static final int MAX_CONCURRENT = 1 << 21;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double NS_PER_S = 1e9;
    private static final double MIN_SECONDS = 0.01;
    private static final double MAX_SECONDS = TimeUnit.HOURS.toSeconds(24);

    /** Checks the ranges, and that all addresses are a laboratory's. */
    public LoadPlan
    {
        within("rate", ratePerSecond, 0.001, MAX_RATE, "/s");
        within("rate at the end", endRatePerSecond, 0.001, MAX_RATE, "/s");
        within("in-flight", inFlight, 1, MAX_CONCURRENT, "");
        within("concurrent", concurrent, 0, MAX_CONCURRENT, "");
        within("duration", durationNs / NS_PER_S, MIN_SECONDS, MAX_SECONDS, " s");
        within("interval", intervalNs / NS_PER_S, MIN_SECONDS, MAX_SECONDS, " s");
        within("patience", patienceNs / NS_PER_S, MIN_SECONDS, MAX_SECONDS, " s");
        TestAddresses.check(sources, destination, flood);
    }

    private static void within(
        final String what, final double value, final double min, final double max, final String unit)
    {
        if (!(value >= min && value <= max))
        {
            throw new IllegalArgumentException(
                what + " must be " + plain(min) + " to " + plain(max) + unit + ": " + plain(value) + unit);
        }
    }

    private static String plain(final double value)
    {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** 50,000 a second for 10 s, nothing said, closed by the client at once, no flood. */
    public static LoadPlan defaults()
    {
        return new LoadPlan(LoadMode.OPEN, 50_000, 50_000, 256, 0, 10 * SECOND_NS, SECOND_NS, 3 * SECOND_NS,
            Payload.NONE, CloseKind.CLIENT, AddressRange.parse("198.18.0.0/24"), new PortRange(1_024, 65_535),
            Endpoint.of("198.18.1.1", 80), FloodPlan.NONE);
    }

    /** An open loop at a steady rate. */
    public LoadPlan withRate(final double perSecond)
    {
        return withRamp(perSecond, perSecond);
    }

    /** An open loop whose rate goes from one value to another. */
    public LoadPlan withRamp(final double fromPerSecond, final double toPerSecond)
    {
        return new LoadPlan(LoadMode.OPEN, fromPerSecond, toPerSecond, inFlight, concurrent, durationNs, intervalNs,
            patienceNs, payload, close, sources, sourcePorts, destination, flood);
    }

    /** A closed loop with so many connections under way. */
    public LoadPlan withInFlight(final int connections)
    {
        return new LoadPlan(LoadMode.CLOSED, ratePerSecond, endRatePerSecond, connections, concurrent, durationNs,
            intervalNs, patienceNs, payload, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withConcurrent(final int connections)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, connections, durationNs, intervalNs,
            patienceNs, payload, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withDurationNs(final long value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, value, intervalNs,
            patienceNs, payload, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withIntervalNs(final long value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, value,
            patienceNs, payload, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withPatienceNs(final long value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, intervalNs,
            value, payload, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withPayload(final Payload value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, intervalNs,
            patienceNs, value, close, sources, sourcePorts, destination, flood);
    }

    public LoadPlan withClose(final CloseKind value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, intervalNs,
            patienceNs, payload, value, sources, sourcePorts, destination, flood);
    }

    /** Clients' addresses and ports, and the server, all of one family. */
    public LoadPlan withAddresses(final AddressRange clients, final PortRange ports, final Endpoint server)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, intervalNs,
            patienceNs, payload, close, clients, ports, server, flood);
    }

    public LoadPlan withFlood(final FloodPlan value)
    {
        return new LoadPlan(mode, ratePerSecond, endRatePerSecond, inFlight, concurrent, durationNs, intervalNs,
            patienceNs, payload, close, sources, sourcePorts, destination, value);
    }

    public boolean isRamp()
    {
        return ratePerSecond != endRatePerSecond;
    }

    public boolean isOpenLoop()
    {
        return mode == LoadMode.OPEN;
    }

    /** All parameters, for a result file. */
    public Json json()
    {
        final Json json = new Json().put("mode", mode.name().toLowerCase(Locale.ROOT))
            .put("rate_per_second", ratePerSecond).put("end_rate_per_second", endRatePerSecond)
            .put("in_flight", inFlight).put("concurrent", concurrent).put("duration_s", durationNs / 1e9)
            .put("interval_s", intervalNs / 1e9).put("patience_s", patienceNs / 1e9).put("payload", payload.toString())
            .put("close", close.name().toLowerCase(Locale.ROOT)).put("source", sources.toString())
            .put("source_ports", sourcePorts.toString()).put("destination", destination.toString());
        if (flood.isFlood())
        {
            json.put("flood_kind", flood.kind().name().toLowerCase(Locale.ROOT))
                .put("flood_source", flood.sources().toString())
                .put("flood_steps", flood.steps().stream()
                    .map(step -> new Json().put("duration_s", step.durationNs() / 1e9)
                        .put("per_second", step.perSecond())).toList());
        }
        return json;
    }
}
