package io.fourtuple.bench.measure.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.base.TextTable;

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
        append(text, churn());
        final TextTable floods = floods();
        if (options.flood() && floods.hasRows())
        {
            text.append(String.format(Locale.ROOT, "%nSYNs that are never acknowledged, batch %d%n%n",
                options.largestBatch()));
            append(text, floods);
        }
        return text.append('\n').append(notes()).toString();
    }

    private static void append(final StringBuilder text, final TextTable table)
    {
        table.markdown().forEach(line -> text.append(line).append('\n'));
    }

    private TextTable churn()
    {
        final TextTable rows = new TextTable().right("idle").left("stack").right("batch").right("ns per cycle")
            .right("cycles/s").right("ns per handshake").right("bytes each").right("cycles a round");
        if (!results.javaFloor().isEmpty())
        {
            rows.row(row(0, "driver in Java, alone", results.javaFloor(), null));
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
        results.absences().forEach((stack, why) -> rows.row(NONE, results.name(stack), NONE, "left out: " + why));
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

    private void addRows(final TextTable rows, final TcpStack stack, final long idle)
    {
        final Results.Cell cell = results.cell(stack, idle);
        final List<Sample> best = cell.best();
        if (!best.isEmpty())
        {
            rows.row(row(idle, results.name(stack), best, idle < FEWEST_FOR_BYTES ? null : cell.bytes()));
        }
        if (!cell.failure().isEmpty())
        {
            rows.row(count(idle), results.name(stack), NONE, "failed: " + cell.failure());
        }
    }

    private static String[] row(final long idle, final String name, final List<Sample> samples, final Spread bytes)
    {
        final Spread cycle = Results.spread(samples, Sample::cycleNs);
        final long cycles = (long)Results.spread(samples, Sample::cycles).median();
        return new String[]{count(idle), name, String.valueOf(samples.get(0).batch()), text(cycle),
            number(1e9 / cycle.median()), text(Results.spread(samples, Sample::handshakeNs)),
            bytes == null ? NONE : number(bytes.median()), number(cycles) + (cycles < FEW_CYCLES ? " (few)" : "")};
    }

    private TextTable floods()
    {
        final TextTable rows = new TextTable().left("stack").left("configuration").right("ns per SYN").right("SYNs/s")
            .right("SYN,ACKs per SYN").right("RSTs per SYN");
        for (final Flood flood : Flood.values())
        {
            final List<FloodSample> samples = results.floods().get(flood);
            if (samples != null)
            {
                final Spread ns = Results.spread(samples, FloodSample::synNs);
                rows.row(results.name(flood.stack()), flood.label(), text(ns), number(1e9 / ns.median()),
                    ratio(Results.spread(samples, sample -> sample.synAcks() / (double)sample.syns()).median()),
                    ratio(Results.spread(samples, sample -> sample.resets() / (double)sample.syns()).median()));
            }
            if (results.floodFailures().containsKey(flood))
            {
                rows.row(results.name(flood.stack()), flood.label(), "failed: " + results.floodFailures().get(flood));
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
