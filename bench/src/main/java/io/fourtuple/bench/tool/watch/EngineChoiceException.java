package io.fourtuple.bench.tool.watch;

import java.util.List;

/** No engine could be chosen: none is there, or several, or not the one that was asked for. */
public final class EngineChoiceException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final transient List<String> candidates;
    private final boolean isUnclear;

    EngineChoiceException(final String message, final List<String> candidates, final boolean isUnclear)
    {
        super(message, null, false, false);
        this.candidates = List.copyOf(candidates);
        this.isUnclear = isUnclear;
    }

    /** @return a table of those that there are, a line each; empty if there are none. */
    public List<String> candidates()
    {
        return candidates;
    }

    /** @return whether there are several, and the caller has to say which. */
    public boolean isUnclear()
    {
        return isUnclear;
    }
}
