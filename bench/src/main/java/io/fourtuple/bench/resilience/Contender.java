package io.fourtuple.bench.resilience;

import java.util.List;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynDefences;

/**
 * Who has to stand the flood: a defence of the engine's, or the kernel's.
 *
 * @param medium  over which it is reached.
 * @param defence name of the engine's defence, or the kernel's tcp_syncookies.
 */
public record Contender(Medium medium, String defence)
{
    private static final List<String> SYNCOOKIES = List.of("0", "1", "2");

    /** Checks the name. */
    public Contender
    {
        final List<String> names = medium == Medium.LINUX ? SYNCOOKIES : SynDefences.names();
        if (!names.contains(defence))
        {
            throw new IllegalArgumentException(
                "no such defence: " + defence + "; there are " + String.join(", ", names));
        }
    }

    /** In tables, plots and file names of results. */
    public String name()
    {
        return medium.shortName() + " " + (medium == Medium.LINUX ? "syncookies=" : "") + defence;
    }

    /** The engine's settings with this defence; the kernel has none of them. */
    Settings applyTo(final Settings settings)
    {
        return medium == Medium.LINUX ? settings :
            settings.with(Setting.SYN_DEFENCE.key() + "=" + defence);
    }

    /** The one of a medium that its ceiling is found with: as Linux is by default. */
    static Contender ofCeiling(final Medium medium)
    {
        return new Contender(medium, medium == Medium.LINUX ? "1" : "hybrid");
    }
}
