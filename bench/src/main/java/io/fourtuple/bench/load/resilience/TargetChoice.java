package io.fourtuple.bench.load.resilience;

import java.security.SecureRandom;
import java.util.List;

import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynDefences;

/**
 * The defence that has to stand the flood: one of the engine's, or the kernel's.
 *
 * @param medium  over which it is reached.
 * @param defence of the engine: one of the supplied ones, or the full name of a class; of the kernel: tcp_syncookies.
 */
public record TargetChoice(Transport medium, String defence)
{
    private static final List<String> SYNCOOKIES = List.of("0", "1", "2");

    /** Checks that there is such a defence. */
    public TargetChoice
    {
        if (medium != Transport.LINUX)
        {
            newDefence(defence, Settings.defaults());
        }
        else if (!SYNCOOKIES.contains(defence))
        {
            throw new IllegalArgumentException("tcp_syncookies must be one of " + SYNCOOKIES + ": " + defence);
        }
    }

    private static SynDefence newDefence(final String name, final Settings settings)
    {
        return SynDefences.of(name, settings, new SecureRandom()::nextLong);
    }

    /** In tables, plots and result files. */
    public String name()
    {
        return medium.shortName() + " " + (medium == Transport.LINUX ? "syncookies=" + defence :
            defence.substring(defence.lastIndexOf('.') + 1));
    }

    /**
     * @param settings given to it.
     * @return a new one for one engine.
     */
    SynDefence newDefence(final Settings settings)
    {
        return newDefence(defence, settings);
    }

    /** The one of a medium that its ceiling is found with: as Linux is by default. */
    static TargetChoice ofCeiling(final Transport medium)
    {
        return new TargetChoice(medium, medium == Transport.LINUX ? "1" : "hybrid");
    }
}
