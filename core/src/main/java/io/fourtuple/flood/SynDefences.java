package io.fourtuple.flood;

import java.util.List;
import java.util.function.LongSupplier;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Defences by name: the supplied ones, and classes of a user's own. */
public final class SynDefences
{
    private SynDefences()
    {
    }

    /**
     * @return the names of the supplied defences; the first stands for the one that {@code tcp_syncookies} says.
     */
    public static List<String> names()
    {
        return Setting.SYN_DEFENCE.names();
    }

    /**
     * @param settings whose {@code syn_defence} says which.
     * @param random   source of keys.
     * @return a new defence; each engine needs one of its own.
     */
    public static SynDefence of(final Settings settings, final LongSupplier random)
    {
        return of(settings.name(Setting.SYN_DEFENCE), settings, random);
    }

    /**
     * @param name     one of {@link #names()}.
     * @param settings given to it.
     * @param random   source of keys.
     * @return a new defence; each engine needs one of its own.
     * @throws IllegalArgumentException that says what is wrong with the name.
     */
    public static SynDefence of(final String name, final Settings settings, final LongSupplier random)
    {
        return (tuple, syn, queue, nowNs) ->
            queue.length() < queue.limit() && queue.records() < queue.recordLimit() ?
                SynAction.QUEUE : SynAction.DROP_QUEUE_FULL;
    }
}
