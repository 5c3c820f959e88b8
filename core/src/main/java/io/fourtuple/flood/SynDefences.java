package io.fourtuple.flood;

import java.util.List;
import java.util.function.LongSupplier;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.config.StrategyLoader;

/** Defences by name: the supplied ones, and classes of a user's own. */
public final class SynDefences
{
    /** Parameters of the constructor of a user's own class; the last ones may be missing. */
    private static final Class<?>[] PARAMETERS = {Settings.class, LongSupplier.class};

    private SynDefences()
    {
    }

    /** @return the names of the supplied defences; the first stands for the one that {@code tcp_syncookies} selects. */
    public static List<String> names()
    {
        return Setting.SYN_DEFENCE.names();
    }

    /** @return the name of the defence that the settings select, {@code tcp_syncookies} looked up. */
    public static String nameOf(final Settings settings)
    {
        final String name = settings.name(Setting.SYN_DEFENCE);
        return name.equals(names().get(0)) ? ofSysctl(settings.intValue(Setting.TCP_SYNCOOKIES)) : name;
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
     * @param name     one of {@link #names()}, or the full name of a class that implements {@link SynDefence} and has a
     *                 public constructor with {@link Settings} and {@link LongSupplier}, with {@link Settings}, or with
     *                 nothing.
     * @param settings given to it; with {@code syn_source_limit}, a {@link SourceLimit} stands in front of it.
     * @param random   source of keys.
     * @return a new defence; each engine needs one of its own.
     * @throws IllegalArgumentException that names the fault of the name or the class.
     */
    public static SynDefence of(final String name, final Settings settings, final LongSupplier random)
    {
        final SynDefence defence = plain(name, settings, random);
        final int limit = settings.intValue(Setting.SYN_SOURCE_LIMIT);
        return limit == 0 ? defence :
            new SourceLimit(defence, limit, settings.get(Setting.SYN_SOURCE_PERIOD_MS), random);
    }

    private static SynDefence plain(final String name, final Settings settings, final LongSupplier random)
    {
        return switch (name)
        {
            case "sysctl" -> plain(ofSysctl(settings.intValue(Setting.TCP_SYNCOOKIES)), settings, random);
            case "backlog" -> new BacklogDefence(random);
            case "cache" -> new CacheDefence();
            case "hybrid" -> new HybridDefence(cookies(settings, random));
            case "cookies-linux" -> new CookiesDefence(new LinuxCookies(random));
            case "cookies-freebsd" -> new CookiesDefence(new FreeBsdCookies(random));
            case "cookies-always" -> new CookiesDefence(cookies(settings, random));
            default -> StrategyLoader.make("SYN defence", SynDefence.class, name, names(), PARAMETERS, settings, random);
        };
    }

    private static String ofSysctl(final int tcpSyncookies)
    {
        return switch (tcpSyncookies)
        {
            case 0 -> "backlog";
            case 1 -> "hybrid";
            default -> "cookies-always";
        };
    }

    private static SynCookies cookies(final Settings settings, final LongSupplier random)
    {
        return settings.name(Setting.SYN_COOKIE_ENCODING).equals("freebsd") ?
            new FreeBsdCookies(random) : new LinuxCookies(random);
    }
}
