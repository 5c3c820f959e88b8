package io.fourtuple.bench.measure.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** Figures that were measured, and the reasons for those that could not be. */
final class Results
{
    private final Map<TcpStack, Map<Long, Cell>> cells = new EnumMap<>(TcpStack.class);
    private final Map<TcpStack, String> versions = new EnumMap<>(TcpStack.class);
    private final Map<TcpStack, String> absences = new EnumMap<>(TcpStack.class);
    private final Map<Flood, List<FloodSample>> floods = new EnumMap<>(Flood.class);
    private final Map<Flood, String> floodFailures = new EnumMap<>(Flood.class);
    private final List<Sample> javaFloor = new ArrayList<>();

    /** One stack beside one number of idle connections. */
    static final class Cell
    {
        private final Map<Integer, List<Sample>> samples = new TreeMap<>();
        private final List<Double> bytes = new ArrayList<>();
        private String failure = "";

        /** Why nothing more was measured; empty if all is well. */
        String failure()
        {
            return failure;
        }

        /** The samples of the batch whose median is best; none if nothing was measured. */
        List<Sample> best()
        {
            return samples.values().stream()
                .min(Comparator.comparingDouble(list -> spread(list, Sample::cycleNs).median())).orElse(List.of());
        }

        /** Bytes of each idle connection, or null. */
        Spread bytes()
        {
            return bytes.isEmpty() ? null : Spread.of(bytes.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    static <T> Spread spread(final List<T> samples, final ToDoubleFunction<T> value)
    {
        return Spread.of(samples.stream().mapToDouble(value).toArray());
    }

    Cell cell(final TcpStack stack, final long idle)
    {
        return cells.computeIfAbsent(stack, key -> new TreeMap<>()).computeIfAbsent(idle, key -> new Cell());
    }

    void add(final TcpStack stack, final long idle, final Sample sample)
    {
        cell(stack, idle).samples.computeIfAbsent(sample.batch(), key -> new ArrayList<>()).add(sample);
    }

    void addBytes(final TcpStack stack, final long idle, final double bytesPerConnection)
    {
        cell(stack, idle).bytes.add(bytesPerConnection);
    }

    void addFloor(final Sample sample)
    {
        javaFloor.add(sample);
    }

    void add(final Flood flood, final FloodSample sample)
    {
        floods.computeIfAbsent(flood, key -> new ArrayList<>()).add(sample);
    }

    void fail(final TcpStack stack, final long idle, final String why)
    {
        cell(stack, idle).failure = why;
    }

    void fail(final Flood flood, final String why)
    {
        floodFailures.put(flood, why);
    }

    void leaveOut(final TcpStack stack, final String why)
    {
        absences.put(stack, why);
    }

    void version(final TcpStack stack, final String version)
    {
        versions.put(stack, version);
    }

    String name(final TcpStack stack)
    {
        return (stack.label() + " " + versions.getOrDefault(stack, "")).strip();
    }

    /** Stacks that are not measured, with the reason. */
    Map<TcpStack, String> absences()
    {
        return absences;
    }

    Map<Flood, List<FloodSample>> floods()
    {
        return floods;
    }

    Map<Flood, String> floodFailures()
    {
        return floodFailures;
    }

    List<Sample> javaFloor()
    {
        return javaFloor;
    }

    /** Whether something that could be tried went wrong. */
    boolean hasFailures()
    {
        return !floodFailures.isEmpty() ||
            cells.values().stream().flatMap(map -> map.values().stream()).anyMatch(cell -> !cell.failure.isEmpty());
    }

    /** Adds every single measurement to a result file. */
    void describe(final Json json)
    {
        final List<Json> rows = new ArrayList<>();
        cells.forEach((stack, byIdle) -> byIdle.forEach((idle, cell) -> rows.addAll(rows(stack, idle, cell))));
        final List<Json> floodRows = new ArrayList<>();
        floods.forEach((flood, samples) -> floodRows.add(new Json().put("stack", name(flood.stack()))
            .put("configuration", flood.label()).put("ns_per_syn", spread(samples, FloodSample::synNs).json())
            .put("samples", samples.stream().map(FloodSample::json).toList())));
        final Json out = new Json();
        absences.forEach((stack, why) -> out.put(stack.label(), why));
        json.put("rows", rows).put("floods", floodRows).put("left_out", out);
        floodFailures.forEach((flood, why) ->
            json.put("failed_flood_" + flood.name().toLowerCase(Locale.ROOT), why));
        if (!javaFloor.isEmpty())
        {
            json.put("floor_of_the_java_driver", spread(javaFloor, Sample::cycleNs).json());
        }
    }

    /** Adds every stack's better batch, and what failed, to a run. */
    void record(final RunRecord run)
    {
        // The smallest: noise flatters nobody.
        final double floor = javaFloor.isEmpty() ? Double.NaN : spread(javaFloor, Sample::cycleNs).min();
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        cells.forEach((stack, byIdle) -> byIdle.forEach((idle, cell) ->
        {
            final String name = String.format(Locale.ROOT, "%s, %s idle: open and close", stack.label(),
                PeersTable.count(idle));
            if (!cell.best().isEmpty())
            {
                run.metric(Metric.withFloor(name, "ns", Direction.LOWER, stack == TcpStack.FOURTUPLE ? floor : Double.NaN,
                    cell.best().stream().mapToDouble(Sample::cycleNs).toArray()));
            }
            criteria.add(new RunVerdict.Criterion(name, "measured",
                cell.failure.isEmpty() ? "measured" : cell.failure, cell.failure.isEmpty()));
        }));
        floods.forEach((flood, samples) -> run.metric(Metric.of(
            flood.stack().label() + ", flood, " + flood.label() + ": a SYN", "ns", Direction.LOWER,
            samples.stream().mapToDouble(FloodSample::synNs).toArray())));
        floodFailures.forEach((flood, why) -> criteria.add(new RunVerdict.Criterion(
            flood.stack().label() + ", flood, " + flood.label(), "measured", why, false)));
        versions.forEach((stack, version) -> run.setting("version of " + stack.label(), version));
        absences.forEach((stack, why) -> run.setting("left out: " + stack.label(), why));
        run.verdict(RunVerdict.of(criteria));
    }

    private List<Json> rows(final TcpStack stack, final long idle, final Cell cell)
    {
        final List<Json> rows = new ArrayList<>();
        cell.samples.forEach((batch, samples) ->
        {
            final Json row = new Json().put("stack", name(stack)).put("idle", idle).put("batch", batch)
                .put("opened_by_packets", stack.opensByPackets(idle))
                .put("ns_per_cycle", spread(samples, Sample::cycleNs).json())
                .put("ns_handshake", spread(samples, Sample::handshakeNs).json())
                .put("samples", samples.stream().map(Sample::json).toList());
            rows.add(cell.bytes.isEmpty() ? row : row.put("bytes_per_connection", cell.bytes().json()));
        });
        if (!cell.failure.isEmpty())
        {
            rows.add(new Json().put("stack", name(stack)).put("idle", idle).put("failed", cell.failure));
        }
        return rows;
    }
}
