package io.fourtuple.bench.publish.record;

/**
 * The least differences that count, as shares.
 *
 * @param threshold     least difference that matters to anybody.
 * @param processSpread what two processes of the same build may differ by, where each side has only one: no fact of any
 *                      machine, but what the caller allows for. {@code bench ab} measures it.
 */
public record Limits(double threshold, double processSpread)
{
    /** 2 and 5 %. */
    public static final Limits DEFAULT = new Limits(0.02, 0.05);
}
