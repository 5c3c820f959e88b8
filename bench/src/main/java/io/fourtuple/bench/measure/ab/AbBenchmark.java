package io.fourtuple.bench.measure.ab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.FourtupleProcess;
import io.fourtuple.bench.base.process.ProcessRunner;
import io.fourtuple.bench.publish.record.RandomOrder;
import io.fourtuple.bench.publish.record.RunFolder;

/**
 * Runs both sides in an order that is drawn by lot, each run a process of its own that records itself, with this
 * process's JVM and options. One process at a time; they end with this one.
 */
public final class AbBenchmark
{
    /** Fewer a side, and whatever they show may be chance. */
    public static final int FEWEST = 4;

    /** Said where {@link AbOptions#isSameTwice()}. */
    public static final String SAME = "A and B are the same build: this shows how quiet the machine is";

    private static final int LIMIT_S = (int)TimeUnit.HOURS.toSeconds(2);
    private static final int MINUTE = 60;
    private static final String[] NAMES = {"A", "B"};

    private final AbOptions options;
    private final int[] sides;
    private final Path[] folders;
    private final PrintWriter out;
    private final Consumer<String> progress;
    private final Runnable beforeLine;
    private final Set<String> seen = new HashSet<>();
    private long startNs;

    /**
     * @param options    what is run.
     * @param folder     where runs are kept, in {@code a} and {@code b}.
     * @param out        gets a line for each run.
     * @param progress   gets what a run prints meanwhile, a line each.
     * @param beforeLine called before a line goes to out, to remove what is shown of the progress.
     */
    public AbBenchmark(final AbOptions options, final Path folder, final PrintWriter out,
        final Consumer<String> progress, final Runnable beforeLine)
    {
        this.options = options;
        sides = RandomOrder.draw(options.runs(), new Random(options.seed()));
        this.out = out;
        this.progress = progress;
        this.beforeLine = beforeLine;
        folders = new Path[]{folder.resolve("a"), folder.resolve("b")};
    }

    /** The runs of the first side. */
    public Path a()
    {
        return folders[RandomOrder.A];
    }

    /** The runs of the second side. */
    public Path b()
    {
        return folders[RandomOrder.B];
    }

    /** Whether a run of either side has recorded itself. */
    public boolean hasRuns()
    {
        return !seen.isEmpty();
    }

    /**
     * Does all of it; takes minutes.
     *
     * @throws ChildFailedException if a run fails without leaving a record.
     */
    public void run()
    {
        final int turns = sides.length;
        out.println("A: " + options.a());
        out.println("B: " + options.b());
        if (options.isSameTwice())
        {
            out.println(SAME);
        }
        out.printf("%d runs a side of: %s, each a process of its own, in an order drawn by --seed=%d%n", options.runs(),
            String.join(" ", options.words(new Build("", "", "", List.of()), List.of())), options.seed());
        if (options.runs() < FEWEST)
        {
            out.printf("%d a side can tell nothing: %d are the fewest%n", options.runs(), FEWEST);
        }
        out.flush();
        startNs = System.nanoTime();
        try (ProcessRunner children = new ProcessRunner())
        {
            for (int turn = 0; turn < turns; turn++)
            {
                run(children, turn, turns);
            }
        }
    }

    private void run(final ProcessRunner children, final int turn, final int turns)
    {
        final int side = sides[turn];
        final String name = String.format(Locale.ROOT, "run %d of %d, %s", turn + 1, turns, NAMES[side]);
        progress.accept(name);
        final long runNs = System.nanoTime();
        try
        {
            // The jar as built is measured: the sources around a jar that was kept say nothing of it.
            children.run(command(side), Map.of("FOURTUPLE_NO_BUILD", "1"), LIMIT_S,
                line -> progress.accept(name + ": " + line));
        }
        catch (final ChildFailedException ex)
        {
            // A run that missed what is expected of it is a run, and the comparison says how many did.
            if (ex.exitStatus() != 1 || newest(side) == null)
            {
                throw ex.of(name);
            }
        }
        final RunFolder run = newest(side);
        if (run == null)
        {
            throw new IllegalStateException(name + ": it has recorded nothing, and ended well");
        }
        seen.add(run.path().toString());
        if (run.medians().isEmpty())
        {
            throw new IllegalStateException(name + ": it has recorded no figure that can be compared");
        }
        beforeLine.run();
        out.printf(Locale.ROOT, "%-15s %s   %.0f s%s%s%n", name, run.medians(), seconds(System.nanoTime() - runNs),
            run.run().verdict().isFail() ? "   FAILED: " + run.failure() : "", turn == 0 ? toGo(turns) : "");
        out.flush();
    }

    /** A run of this side's that was not there before; null if there is none. */
    private RunFolder newest(final int side)
    {
        try
        {
            return RunFolder.list(folders[side]).stream()
                .filter(run -> !seen.contains(run.path().toString())).findFirst().orElse(null);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + folders[side].getFileName(), ex);
        }
    }

    private String toGo(final int turns)
    {
        final long s = Math.round(seconds(System.nanoTime() - startNs) * (turns - 1));
        return s < MINUTE ? "; the others take about " + s + " s" : "; the others take about " + s / MINUTE + " min " +
            s % MINUTE + " s";
    }

    private static double seconds(final long ns)
    {
        return ns / 1e9;
    }

    private List<String> command(final int side)
    {
        try
        {
            Files.createDirectories(folders[side]);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot make " + folders[side].getFileName(), ex);
        }
        final Build build = side == RandomOrder.A ? options.a() : options.b();
        final List<String> command = FourtupleProcess.java(List.of(), build.classPath(), build.mainClass());
        command.addAll(options.words(build, List.of("--record=" + folders[side])));
        return command;
    }
}
