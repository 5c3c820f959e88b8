package io.fourtuple.bench.watched;

import io.fourtuple.bench.cycle.Spread;

/** What the differences between watched and control say. */
enum Outcome
{
    /** The interval that the median difference lies in reaches to zero, and is narrow enough to mean something. */
    PASS("PASS: watched is no slower than control, as far as the turns' own noise lets it be seen."),
    /** Watched was slower in every turn. */
    FAIL("FAIL: watched is slower than control in every turn: reading costs the engine something."),
    /** Too few turns, or turns too different from each other. */
    UNDECIDED("UNDECIDED: too few turns, or they differ too much to tell: repeat it on a quiet machine.");

    /** With fewer, the median is too often beyond the smallest and the largest. */
    static final int FEWEST_TURNS = 5;
    /** Percentage points between the smallest and the largest difference. */
    static final double WIDEST = 20;

    private final String text;

    Outcome(final String text)
    {
        this.text = text;
    }

    /**
     * @param differences watched less control, in percent of control, one a turn.
     */
    static Outcome of(final double... differences)
    {
        final Spread spread = Spread.of(differences);
        if (differences.length < FEWEST_TURNS)
        {
            return UNDECIDED;
        }
        return spread.max() < 0 ? FAIL : spread.max() - spread.min() > WIDEST ? UNDECIDED : PASS;
    }

    String text()
    {
        return text;
    }
}
