package io.fourtuple.bench.tool.watch;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.fourtuple.bench.tool.watch.MetricFamily.Type;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.HistogramSummary;
import io.fourtuple.telemetry.LatencyReading;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * Engines in OpenMetrics' text format 1.0.0 or in Prometheus' own. Those that have ended or were killed are there with
 * {@code fourtuple_up} 0, and no more: their last values would look like present ones. Of engines of the same name
 * in one process, all but the first have a label more, {@code number}.
 */
final class OpenMetrics
{
    private static final String PREFIX = "fourtuple_";
    private static final int NANO_DIGITS = 9;

    private final StringBuilder text = new StringBuilder();
    private final MetricsTextFormat format;
    private final List<Subject> all;
    private final List<Subject> living;

    /**
     * An engine that is told of.
     *
     * @param identity         of it.
     * @param number           among those of its name and process, from 1; so that no two have the same labels.
     * @param reading          its counters, and how it is.
     * @param heartbeatSeconds since its loop's last cycle began.
     * @param properties       what is known of its process.
     */
    record Subject(
        EngineIdentity identity, int number, EngineSnapshot reading, double heartbeatSeconds, Map<String, String> properties)
    {
        private String labels()
        {
            return MetricFamily.label("engine", identity.name()) + ',' +
                MetricFamily.label("pid", String.valueOf(identity.pid())) +
                (number == 1 ? "" : ',' + MetricFamily.label("number", String.valueOf(number)));
        }

        private Subject next()
        {
            return new Subject(identity, number + 1, reading, heartbeatSeconds, properties);
        }

        private EngineStatus status()
        {
            return reading.life().status();
        }

        private boolean isAlive()
        {
            return reading.life().isAlive();
        }
    }

    private OpenMetrics(final MetricsTextFormat format, final List<Subject> subjects)
    {
        this.format = format;
        all = subjects;
        living = subjects.stream().filter(Subject::isAlive).toList();
    }

    /** All these engines; those whose file cannot be read are left out. */
    static String of(
        final MetricsTextFormat format,
        final List<EngineDirectory.Found> engines,
        final long nowNs,
        final long nowEpochMs)
    {
        final List<Subject> subjects = new ArrayList<>();
        final Set<String> labels = new HashSet<>();
        for (final EngineDirectory.Found found : engines)
        {
            try (WatchedEngine engine = new WatchedEngine(TelemetryFile.open(found.file())))
            {
                final EngineIdentity identity = engine.identity();
                final EngineSnapshot reading = engine.read(nowNs, nowEpochMs);
                Subject subject = new Subject(identity, number(identity, found.file()), reading,
                    engine.heartbeatAgeSeconds(), engine.properties());
                while (!labels.add(subject.labels()))
                {
                    // Somebody has copied a file.
                    subject = subject.next();
                }
                subjects.add(subject);
            }
            catch (final TelemetryException ignore)
            {
                // It has ended and is gone since the folder was listed, or was never one of ours.
            }
        }
        return of(format, subjects);
    }

    /** The number in its file's name, {@code NAME-PID-NUMBER.tel}: it is the same at each request. */
    private static int number(final EngineIdentity identity, final Path file)
    {
        final String stem = identity.name() + '-' + identity.pid() + '-';
        final String name = String.valueOf(file.getFileName());
        final String rest = name.startsWith(stem) ? name.substring(stem.length()) : "";
        return rest.matches("\\d{1,9}\\.tel") ? Integer.parseInt(rest.substring(0, rest.indexOf('.'))) : 1;
    }

    static String of(final MetricsTextFormat format, final List<Subject> subjects)
    {
        final OpenMetrics metrics = new OpenMetrics(format, subjects);
        metrics.addEngines();
        metrics.addConnections();
        metrics.addDrops();
        metrics.addLatencies();
        metrics.addCounters();
        return metrics.text.append(format == MetricsTextFormat.OPEN_METRICS ? "# EOF\n" : "").toString();
    }

    private void addEngines()
    {
        final MetricFamily up = family("up", Type.GAUGE, "", "1 if the engine lives, 0 if it ended or was killed");
        all.forEach(subject -> up.sample(subject.labels(), subject.isAlive() ? "1" : "0"));
        final MetricFamily states = family("state", Type.STATESET, "", "how the engine is");
        for (final Subject subject : all)
        {
            for (final EngineStatus status : EngineStatus.values())
            {
                states.sample(subject.labels() + ',' +
                    MetricFamily.label(PREFIX + "state", status.name().toLowerCase(Locale.ROOT)),
                    subject.status() == status ? "1" : "0");
            }
        }
        final MetricFamily info = family("engine", Type.INFO, "", "Java and fourtuple versions of the engine");
        living.forEach(subject -> info.sample(subject.labels() + ',' + MetricFamily.label("java",
            subject.properties().getOrDefault("java", "unknown")) + ',' + MetricFamily.label("version",
            subject.properties().getOrDefault("version", "unknown")), "1"));
        final MetricFamily start = family("start_time_seconds", Type.GAUGE, "seconds", "when it started, since 1970");
        living.forEach(subject -> start.sample(subject.labels(), seconds(subject.identity().startEpochMs() / 1e3)));
        final MetricFamily heartbeat = family(
            "heartbeat_age_seconds", Type.GAUGE, "seconds", "time since the loop's last cycle began");
        living.forEach(subject -> heartbeat.sample(subject.labels(), seconds(Math.max(0, subject.heartbeatSeconds()))));
    }

    private void addConnections()
    {
        final MetricFamily connections = family("connections", Type.GAUGE, "", "connections now, by state");
        for (final Subject subject : living)
        {
            StateGauges.all().forEach((state, gauge) -> connections.sample(
                subject.labels() + ',' + MetricFamily.label("state", state.label()),
                String.valueOf(subject.reading().value(gauge))));
        }
    }

    /**
     * All that alerts are made of under one name; each counter has its own name besides, that of {@code nstat}. What the
     * link loses is no drop, since it was never received, or never sent.
     */
    private void addDrops()
    {
        final MetricFamily drops = family("drops", Type.COUNTER, "",
            "received frames that nothing came of, each with one reason; with " + DropCounters.served().stream()
            .map(OpenMetrics::ownName).collect(Collectors.joining(", ")) + " they add up to " +
            ownName(Counter.IP_IN_RECEIVES));
        for (final Subject subject : living)
        {
            DropCounters.all().forEach(drop -> drops.sample(subject.labels() + ',' +
                MetricFamily.label("cause", DropCause.of(drop).label()) + ',' + reason(drop),
                String.valueOf(subject.reading().value(drop))));
        }
        final MetricFamily losses = family("link_losses", Type.COUNTER, "",
            "frames that the engine's own link lost on their way in, or could not send, each with one reason");
        for (final Subject subject : living)
        {
            DropCounters.ofLinks().forEach(loss -> losses.sample(
                subject.labels() + ',' + reason(loss), String.valueOf(subject.reading().value(loss))));
        }
    }

    private static String reason(final Counter counter)
    {
        return MetricFamily.label("reason", MetricFamily.snakeCase(counter.label()));
    }

    /** The name of the counter's own family. */
    private static String ownName(final Counter counter)
    {
        return PREFIX + MetricFamily.snakeCase(counter.label()) + "_total";
    }

    /**
     * As summaries usually are: quantiles of the present, here the engine's latest interval, count and sum of all time.
     */
    private void addLatencies()
    {
        final MetricFamily family = family("latency_seconds", Type.SUMMARY, "seconds",
            "how long it took: quantiles of the latest interval, count and sum of all");
        for (final Subject subject : living)
        {
            for (final LatencyReading reading : subject.reading().latencies())
            {
                final String labels = subject.labels() + ',' + MetricFamily.label("latency", reading.label());
                final HistogramSummary latest = reading.interval();
                quantile(family, labels, "0.5", latest, latest.p50());
                quantile(family, labels, "0.9", latest, latest.p90());
                quantile(family, labels, "0.99", latest, latest.p99());
                quantile(family, labels, "0.999", latest, latest.p999());
                quantile(family, labels, "0.9999", latest, latest.p9999());
                quantile(family, labels, "1", latest, latest.max());
                family.sample("_count", labels, String.valueOf(reading.total().count()));
                family.sample("_sum", labels, exactSeconds(reading.total().sum()));
            }
        }
    }

    private static void quantile(
        final MetricFamily family, final String labels, final String quantile, final HistogramSummary of, final long ns)
    {
        family.sample("", labels + ',' + MetricFamily.label("quantile", quantile),
            of.count() == 0 ? "NaN" : exactSeconds(ns));
    }

    private void addCounters()
    {
        for (final Counter counter : Counter.ALL)
        {
            final boolean isGauge = counter.kind() == Counter.Kind.GAUGE;
            final MetricFamily family = family(MetricFamily.snakeCase(counter.label()),
                isGauge ? Type.GAUGE : Type.COUNTER, "", counter.meaning());
            living.forEach(subject ->
                family.sample(subject.labels(), String.valueOf(subject.reading().value(counter))));
        }
    }

    private MetricFamily family(final String name, final Type type, final String unit, final String meaning)
    {
        return new MetricFamily(text, format, PREFIX + name, type, unit, meaning);
    }

    private static String exactSeconds(final long ns)
    {
        return BigDecimal.valueOf(ns, NANO_DIGITS).toPlainString();
    }

    private static String seconds(final double value)
    {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
