package io.fourtuple.bench.measure.observer;

import java.util.Arrays;

import io.fourtuple.bench.base.Spread;

/** The conclusion from the differences between watched and alone. */
enum ObserverEffect
{
    /** The median difference is smaller than what the turns alone differ by. */
    PASS("PASS: watched differs from alone by less than the turns alone differ from each other."),
    /** Slower, by more than the noise. */
    FAIL("FAIL: watched is slower than alone by more than the noise: being read costs the engine something."),
    /** Too few turns, or turns too different from each other. */
    UNDECIDED("UNDECIDED: too few turns, or they differ too much to tell: repeat it on a quiet machine.");

    static final int FEWEST_TURNS = 5;
    /** More noise than this, in percent, could hide too much. */
    static final double NOISIEST = 10;

    private final String text;

    ObserverEffect(final String text)
    {
        this.text = text;
    }

    /**
     * @param rates alone, one a turn.
     * @return by how much they differ, in percent of their median; of five or more, the lowest and the highest left out.
     */
    static double noise(final double... rates)
    {
        final double[] sorted = rates.clone();
        Arrays.sort(sorted);
        final int cut = sorted.length >= FEWEST_TURNS ? 1 : 0;
        return (sorted[sorted.length - 1 - cut] - sorted[cut]) / Spread.of(sorted).median() * 100;
    }

    /**
     * @param noise       in percent.
     * @param differences watched less alone, in percent of alone, one a turn.
     */
    static ObserverEffect of(final double noise, final double... differences)
    {
        if (differences.length < FEWEST_TURNS || noise > NOISIEST)
        {
            return UNDECIDED;
        }
        return Spread.of(differences).median() < -noise ? FAIL : PASS;
    }

    String text()
    {
        return text;
    }
}
