package io.fourtuple.bench.tool.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.fourtuple.bench.tool.terminal.Style;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.EngineStatus;

/**
 * Shows the engines that live, interval by interval, until the user ends it: the only one in detail, several side
 * by side. When none is left it waits for the next, as a program may have its engines one after another.
 * <pre>
 *                  another one starts
 *      the only  ---------------------->  several      one lives
 *        |   ^   <----------------------    |          |
 *        |   |     the others ended, and    |          |
 *        |   |     this is a terminal       |          |
 *        +---|-------- none lives ----------+----> waits
 *            +-----------------------------------------+
 * </pre>
 */
public final class LivingSession implements IntervalSession
{
    private final EngineDirectory directory;
    private final boolean isJson;
    private final boolean withZeros;
    private final Display view;
    private final Consumer<String> notes;
    private final String ending;
    private final List<String> troubles = new ArrayList<>();
    private boolean isAnyDead;
    private WatchedEngine engine;
    private StatSession only;
    private EnginesSession several;

    /**
     * @param isJson    whether each is an object in a line of its own.
     * @param withZeros whether counters that are 0 are there, too, where one is shown in detail.
     * @param notes     gets the note that it waits, where no table can show it.
     * @param ending    the user's way to end it, as {@code Ctrl-C}.
     */
    public LivingSession(
        final EngineDirectory directory,
        final boolean isJson,
        final boolean withZeros,
        final Display view,
        final Consumer<String> notes,
        final String ending)
    {
        this.directory = directory;
        this.isJson = isJson;
        this.withZeros = withZeros;
        this.view = view;
        this.notes = notes;
        this.ending = ending;
    }

    /** If none lives it shows nothing, and does not go on. */
    @Override
    public boolean begin(final boolean isOnly)
    {
        show(directory.living(), isOnly);
        return isShowing();
    }

    @Override
    public boolean next()
    {
        final boolean goesOn = only != null ? only.next() : several != null && several.next();
        // One that is being made has nothing to be seen yet, and is no reason to leave another one.
        final List<EngineDirectory.Found> ready =
            directory.living().stream().filter(found -> found.life().status() != EngineStatus.STARTING).toList();
        if (!isShowing())
        {
            show(ready, false);
        }
        else if (!goesOn)
        {
            final String ended =
                engine != null ? engine.describe(view.times()) : "none lives any more";
            keepTroubles();
            leave();
            show(ready, false);
            if (!isShowing())
            {
                sayThatItWaits(ended);
            }
        }
        else if (isOtherFormBetter(ready.size()))
        {
            leave();
            show(ready, false);
        }
        return true;
    }

    /** @return whether there is any to be shown. */
    public boolean isShowing()
    {
        return only != null || several != null;
    }

    /** @return those that were killed, and those that hang at the end: a line each for a person. */
    public List<String> troubles()
    {
        final List<String> all = new ArrayList<>(troubles);
        if (engine != null && engine.isTroubled())
        {
            all.add(engine.describe(view.times()));
        }
        if (several != null)
        {
            all.addAll(several.troubles());
        }
        return all;
    }

    /** @return whether one of them was killed. */
    public boolean isAnyDead()
    {
        return isAnyDead || engine != null && engine.isDead() || several != null && several.isAnyDead();
    }

    @Override
    public void close()
    {
        view.live().close();
        keepTroubles();
        leave();
    }

    /** Lines of one form follow each other into a pipe as long as that can be; one that died stays to be seen. */
    private boolean isOtherFormBetter(final int ready)
    {
        return only != null ? ready > 1 : ready == 1 && !isJson && view.isTerminal() && !several.isAnyDead();
    }

    private void show(final List<EngineDirectory.Found> living, final boolean isFirstOnly)
    {
        if (living.size() == 1 && living.getFirst().life().status() != EngineStatus.STARTING)
        {
            showOnly(living.getFirst().file(), isFirstOnly);
        }
        else if (!living.isEmpty())
        {
            several = new EnginesSession(directory, null, isJson, view);
            several.begin(isFirstOnly);
            if (several.isEmpty())
            {
                leave();
            }
        }
    }

    private void showOnly(final Path file, final boolean isFirstOnly)
    {
        try
        {
            engine = directory.choose(file.toString());
        }
        catch (final EngineChoiceException ignore)
        {
            // It has ended and is gone since the folder was listed.
            return;
        }
        only = new StatSession(
            engine, isJson ? StatSession.Form.JSON : StatSession.Form.TABLE, withZeros, view);
        only.begin(isFirstOnly);
    }

    /** For the end, when the engines themselves cannot be asked any more. */
    private void keepTroubles()
    {
        isAnyDead = isAnyDead();
        final List<String> all = troubles();
        troubles.clear();
        troubles.addAll(all);
    }

    private void leave()
    {
        if (engine != null)
        {
            engine.close();
        }
        if (several != null)
        {
            several.leave();
        }
        engine = null;
        only = null;
        several = null;
    }

    private void sayThatItWaits(final String ended)
    {
        // The less important part comes last: a narrow window cuts it.
        final String text = "waits for the next engine, " + ending + " ends it; " + ended;
        if (!isJson && view.isTerminal())
        {
            view.live().note(new StyledText().add(Style.WARNING, text));
        }
        else
        {
            notes.accept(text);
        }
    }
}
