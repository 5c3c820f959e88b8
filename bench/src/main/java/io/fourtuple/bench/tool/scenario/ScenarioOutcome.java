package io.fourtuple.bench.tool.scenario;

/**
 * The outcome of a scenario's connections, by comparing the bytes that applications sent with those that their peers got.
 *
 * @param delivered connections that were opened, and all of whose data arrived exactly as sent.
 * @param refused   connections that were not opened, or ended before all data had arrived, and whose ends knew it.
 * @param corrupted connections on which an application got other bytes than its peer had sent, or an early end that
 *                  looked like a good one.
 */
public record ScenarioOutcome(int delivered, int refused, int corrupted)
{
    static final ScenarioOutcome NONE = new ScenarioOutcome(0, 0, 0);
    static final ScenarioOutcome DELIVERED_ONE = new ScenarioOutcome(1, 0, 0);
    static final ScenarioOutcome REFUSED_ONE = new ScenarioOutcome(0, 1, 0);
    static final ScenarioOutcome CORRUPTED_ONE = new ScenarioOutcome(0, 0, 1);

    ScenarioOutcome plus(final ScenarioOutcome other)
    {
        return new ScenarioOutcome(delivered + other.delivered, refused + other.refused, corrupted + other.corrupted);
    }

    /** The name of a single connection's outcome. */
    String word()
    {
        return corrupted > 0 ? "CORRUPTED" : refused > 0 ? "REFUSED" : "delivered";
    }

    @Override
    public String toString()
    {
        return "delivered " + delivered + ", refused " + refused + ", corrupted " + corrupted;
    }
}
