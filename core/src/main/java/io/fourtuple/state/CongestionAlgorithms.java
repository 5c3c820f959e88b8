package io.fourtuple.state;

import java.util.ArrayList;
import java.util.List;

import org.agrona.ErrorHandler;

import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.CongestionControls;
import io.fourtuple.congestion.GuardedControl;

/**
 * The congestion control algorithms in use, numbered so that a transfer can name its own in a byte. Number 0 is the engine's;
 * others come with the first connection or listener that names them, and stay.
 */
final class CongestionAlgorithms
{
    private static final int MOST = 256;

    private final Settings settings;
    private final ErrorHandler errors;
    private final CongestionControl[] algorithms = new CongestionControl[MOST];
    private final List<String> names = new ArrayList<>();

    CongestionAlgorithms(final Settings settings, final CongestionControl usual, final ErrorHandler errors)
    {
        this.settings = settings;
        this.errors = errors;
        add(GuardedControl.of(usual, errors));
    }

    private int add(final CongestionControl algorithm)
    {
        final int number = names.size();
        algorithms[number] = algorithm;
        names.add(algorithm.name());
        return number;
    }

    CongestionControl get(final int number)
    {
        return algorithms[number];
    }

    /**
     * @param name of a supplied algorithm, of the engine's own, or of a class.
     * @return its number.
     * @throws IllegalArgumentException if there is no such algorithm.
     * @throws IllegalStateException    if there are too many different ones.
     */
    int number(final String name)
    {
        final int known = names.indexOf(name);
        if (known >= 0)
        {
            return known;
        }
        if (names.size() == MOST)
        {
            throw new IllegalStateException("too many congestion control algorithms: " + MOST + " are in use, name=" + name);
        }
        final int number = add(GuardedControl.of(CongestionControls.of(name, settings), errors));
        // By the name that was asked for: a class of a user's own may give itself another.
        names.set(number, name);
        return number;
    }
}
