package io.fourtuple.bench.tool.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.fourtuple.bench.tool.terminal.Style;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * Shows all engines that live, interval by interval: found anew each time, so that one which starts is there with the next
 * interval. One that is killed stays to be seen as dead; one that ends in order is gone with its file.
 * If all engines asked for have ended before, their last state is shown, once.
 */
public final class EnginesSession implements IntervalSession
{
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int DIGITS = 10;
    /** Into a pipe nothing is left out. */
    private static final int PIPE_COLUMNS = 1_000;

    private final EngineDirectory directory;
    private final String wanted;
    private final boolean isJson;
    private final Display view;
    private final Map<Path, Seen> seen = new LinkedHashMap<>();

    /** An engine, and its last reading. */
    private static final class Seen
    {
        private final WatchedEngine engine;
        private final EngineIdentity identity;
        private CounterRates rates;

        private Seen(final WatchedEngine engine)
        {
            this.engine = engine;
            identity = engine.identity();
        }

        /** Before its engine is made a file says nothing, and after another one's has its name, nothing new. */
        private boolean isOutdated()
        {
            return !engine.isAlive() || engine.isStarting();
        }

        private void read(final Display view)
        {
            final EngineSnapshot before = rates == null || !isKnown(rates) ? null : rates.now();
            rates = new CounterRates(before, view.read(engine));
        }

        /** A reading of an engine that was being made is none that a rate can be told from. */
        private static boolean isKnown(final CounterRates rates)
        {
            return rates.now().life().status() != EngineStatus.STARTING;
        }

        private EngineFigures figures()
        {
            return EngineFigures.of(identity, rates, engine.heartbeatAgeSeconds());
        }
    }

    /**
     * @param wanted name or process id of the engines; null for all.
     * @param isJson whether each is an object in a line of its own.
     */
    public EnginesSession(
        final EngineDirectory directory, final String wanted, final boolean isJson, final Display view)
    {
        this.directory = directory;
        this.wanted = wanted;
        this.isJson = isJson;
        this.view = view;
    }

    @Override
    public boolean begin(final boolean isOnly)
    {
        boolean goesOn = read();
        if (isEmpty() && wanted != null)
        {
            directory.find(wanted).stream().filter(found -> found.life() != null).forEach(one -> open(one.file()));
            goesOn = read();
        }
        if (isEmpty())
        {
            return false;
        }
        if (isOnly || !goesOn || !isJson && view.isTerminal())
        {
            show(true);
        }
        else if (!isJson)
        {
            final List<StyledText> lines = lines(PIPE_COLUMNS, Integer.MAX_VALUE);
            view.out().println("TIME      " + lines.getFirst());
            view.out().flush();
        }
        return goesOn;
    }

    @Override
    public boolean next()
    {
        final boolean goesOn = read();
        if (!isEmpty())
        {
            // When all have ended in order, their last reading stays.
            show(false);
        }
        return goesOn;
    }

    /** @return whether there was none to be shown, neither one that lives nor one that died while it was watched. */
    public boolean isEmpty()
    {
        return seen.isEmpty();
    }

    /** @return those that were killed or hang, as far as they are known at the end: a line each for a person. */
    public List<String> troubles()
    {
        return seen.values().stream().map(one -> one.engine).filter(WatchedEngine::isTroubled)
            .map(engine -> engine.describe(view.times())).toList();
    }

    /** @return whether one of them was killed. */
    public boolean isAnyDead()
    {
        return seen.values().stream().anyMatch(one -> one.engine.isDead());
    }

    @Override
    public void close()
    {
        view.live().close();
        leave();
    }

    /** Gives the engines back, but not the terminal. */
    void leave()
    {
        seen.values().forEach(one -> one.engine.close());
        seen.clear();
    }

    /** Looks which there are, and reads each; returns whether one lives. */
    private boolean read()
    {
        final List<EngineDirectory.Found> found = directory.find(wanted);
        final List<Path> files = found.stream().map(EngineDirectory.Found::file).toList();
        for (final Path gone : seen.keySet().stream().filter(path -> !files.contains(path)).toList())
        {
            seen.remove(gone).engine.close();
        }
        found.stream().filter(EngineDirectory.Found::isAlive).forEach(one -> open(one.file()));
        boolean anyLives = false;
        for (final Seen one : seen.values())
        {
            one.read(view);
            anyLives |= one.rates.now().life().isAlive();
        }
        return anyLives;
    }

    private void open(final Path file)
    {
        final Seen known = seen.get(file);
        if (known != null && !known.isOutdated())
        {
            return;
        }
        try
        {
            final Seen opened = new Seen(new WatchedEngine(TelemetryFile.open(file)));
            seen.put(file, opened);
            if (known != null)
            {
                known.engine.close();
            }
        }
        catch (final TelemetryException ignore)
        {
            // It has ended and is gone since the folder was listed.
        }
    }

    private void show(final boolean isWhole)
    {
        final List<Seen> inOrder = inOrder();
        if (isJson)
        {
            inOrder.forEach(one -> view.out().println(StatJson.of(one.identity, one.rates)));
        }
        else if (isWhole || view.isTerminal())
        {
            final List<StyledText> lines = lines(view.live().columns(), view.live().rows() - 2);
            lines.add(StyledText.of(""));
            lines.add(new StyledText().add(Style.FAINT, "stat NAME shows one of them, stat --list the dead, too"));
            view.live().draw(lines);
        }
        else
        {
            final String time = view.times().time(view.epochClock().getAsLong());
            final List<StyledText> lines = lines(PIPE_COLUMNS, Integer.MAX_VALUE);
            lines.subList(1, lines.size()).forEach(line -> view.out().println(time + "  " + line));
        }
        view.check();
    }

    private List<StyledText> lines(final int columns, final int rows)
    {
        return EnginesTable.lines(inOrder().stream().map(Seen::figures).toList(), columns, rows);
    }

    /** By name, where numbers count as such; a loop's two incarnations by their start. */
    private List<Seen> inOrder()
    {
        final List<Seen> all = new ArrayList<>(seen.values());
        all.sort(Comparator.comparing((Seen one) -> NUMBER.matcher(one.identity.name()).replaceAll(
            number -> "0".repeat(Math.max(0, DIGITS - number.group().length())) + number.group()))
            .thenComparing(one -> one.identity.startEpochMs()).thenComparing(one -> one.identity.pid()));
        return all;
    }
}
