package io.fourtuple.bench.measure.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Spread;

/** The results as a table for a terminal that is a Markdown table too. */
final class PeersTable
{
    /** With fewer, the fixed memory of a stack, or the rest of the kernel's, is most of what would be shown. */
    private static final long FEWEST_FOR_BYTES = 10_000;
    /** Fewer cycles are too few for a steady figure. */
    private static final long FEW_CYCLES = 1_000;
    private static final String NONE = "-";

    private final Results results;
    private final PeersOptions options;

    PeersTable(final Results results, final PeersOptions options)
    {
        this.results = results;
        this.options = options;
    }

    /** All of it, lines ended by line feeds. */
    String text()
    {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "Open and close by wire bytes, one thread, CPU %d: median [min..max] " +
            "of %d rounds in turns, %d s each, the driver's own cost included%n%n", options.cpu(), options.rounds(),
            options.seconds()));
        text.append(align(churnRows()));
        final List<List<String>> floods = floodRows();
        if (options.flood() && floods.size() > 1)
        {
            text.append(String.format(Locale.ROOT, "%nSYNs that are never acknowledged, batch %d%n%n",
                options.largestBatch()));
            text.append(align(floods));
        }
        return text.append('\n').append(notes()).toString();
    }

    private List<List<String>> churnRows()
    {
        final List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("idle", "stack", "batch", "ns per cycle", "cycles/s", "ns per handshake", "bytes each",
            "cycles a round"));
        if (!results.javaFloor().isEmpty())
        {
            rows.add(row(0, "driver in Java, alone", results.javaFloor(), null));
        }
        for (final Long idle : idleIncludingFloor())
        {
            for (final TcpStack stack : options.stacks())
            {
                if (!results.absences().containsKey(stack) && (stack != TcpStack.DRIVER || idle == 0))
                {
                    addRows(rows, stack, idle);
                }
            }
        }
        results.absences().forEach((stack, why) -> rows.add(said(NONE, stack, "left out: " + why)));
        return rows;
    }

    private List<Long> idleIncludingFloor()
    {
        final List<Long> idle = new ArrayList<>(options.idle());
        if (idle.get(0) != 0)
        {
            idle.add(0, 0L);
        }
        return idle;
    }

    private void addRows(final List<List<String>> rows, final TcpStack stack, final long idle)
    {
        final Results.Cell cell = results.cell(stack, idle);
        final List<Sample> best = cell.best();
        if (!best.isEmpty())
        {
            rows.add(row(idle, results.name(stack), best, idle < FEWEST_FOR_BYTES ? null : cell.bytes()));
        }
        if (!cell.failure().isEmpty())
        {
            rows.add(said(count(idle), stack, "failed: " + cell.failure()));
        }
    }

    private List<String> said(final String idle, final TcpStack stack, final String text)
    {
        return List.of(idle, results.name(stack), NONE, text, "", "", "", "");
    }

    private static List<String> row(final long idle, final String name, final List<Sample> samples, final Spread bytes)
    {
        final Spread cycle = Results.spread(samples, Sample::cycleNs);
        final long cycles = (long)Results.spread(samples, Sample::cycles).median();
        return List.of(count(idle), name, String.valueOf(samples.get(0).batch()), text(cycle),
            number(1e9 / cycle.median()), text(Results.spread(samples, Sample::handshakeNs)),
            bytes == null ? NONE : number(bytes.median()), number(cycles) + (cycles < FEW_CYCLES ? " (few)" : ""));
    }

    private List<List<String>> floodRows()
    {
        final List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("stack", "configuration", "ns per SYN", "SYNs/s", "SYN,ACKs per SYN", "RSTs per SYN"));
        for (final Flood flood : Flood.values())
        {
            final List<FloodSample> samples = results.floods().get(flood);
            if (samples != null)
            {
                final Spread ns = Results.spread(samples, FloodSample::synNs);
                rows.add(List.of(results.name(flood.stack()), flood.label(), text(ns), number(1e9 / ns.median()),
                    ratio(Results.spread(samples, sample -> sample.synAcks() / (double)sample.syns()).median()),
                    ratio(Results.spread(samples, sample -> sample.resets() / (double)sample.syns()).median())));
            }
            if (results.floodFailures().containsKey(flood))
            {
                rows.add(List.of(results.name(flood.stack()), flood.label(), "failed: " +
                    results.floodFailures().get(flood), "", "", ""));
            }
        }
        return rows;
    }

    private String notes()
    {
        final StringBuilder notes = new StringBuilder();
        if (options.batches().size() > 1)
        {
            notes.append("batch: of ").append(options.batches()).append(" the one with the better median; --json " +
                "FILE has all. fourtuple is measured with the largest only.\n");
        }
        notes.append("bytes each: what the process (Linux: slabs, vmalloc and per-CPU memory) grew by for each idle " +
            "connection; " +
            "fourtuple's: all off-heap memory by its capacity.\n");
        if (options.stacks().contains(TcpStack.LWIP) && options.idle().stream().anyMatch(n -> !TcpStack.LWIP.opensByPackets(n)))
        {
            notes.append("lwIP: from 100k idle connections on these were put on its list without packets, which would take " +
                "time by the square of their number; a round ends by time, so its cycles are few.\n");
        }
        if (options.stacks().contains(TcpStack.FOURTUPLE))
        {
            notes.append("fourtuple: 3 s each at least, after as long a warm-up: a JVM compiles what is hot first.\n");
        }
        if (options.stacks().contains(TcpStack.LINUX))
        {
            notes.append("Linux: about ten system calls a cycle are part of its figures.\n");
        }
        return notes.toString();
    }

    private static String align(final List<List<String>> rows)
    {
        final int columns = rows.get(0).size();
        final int[] widths = new int[columns];
        for (final List<String> row : rows)
        {
            for (int i = 0; i < columns; i++)
            {
                // Sentences may stand out of their column.
                widths[i] = Math.max(widths[i], isSentence(row.get(i)) ? 0 : row.get(i).length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++)
        {
            for (int i = 0; i < columns; i++)
            {
                text.append(String.format("| %" + (isText(rows, i) ? "-" : "") + widths[i] + "s ", rows.get(r).get(i)));
            }
            text.append("|\n");
            if (r == 0)
            {
                for (int i = 0; i < columns; i++)
                {
                    text.append('|').append("-".repeat(widths[i] + 1)).append(isText(rows, i) ? "-" : ":");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }

    private static boolean isSentence(final String cell)
    {
        return cell.startsWith("left out: ") || cell.startsWith("failed: ");
    }

    private static boolean isText(final List<List<String>> rows, final int column)
    {
        return List.of("stack", "configuration").contains(rows.get(0).get(column));
    }

    /** As in 10k and 1m. */
    static String count(final long idle)
    {
        return idle > 0 && idle % 1_000_000 == 0 ? idle / 1_000_000 + "m" :
            idle > 0 && idle % 1_000 == 0 ? idle / 1_000 + "k" : String.valueOf(idle);
    }

    private static String text(final Spread ns)
    {
        return ns.text(ns.median() < 1_000 ? 1 : 0);
    }

    private static String number(final double value)
    {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String ratio(final double value)
    {
        return value > 0 && value < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", value);
    }
}
