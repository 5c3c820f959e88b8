package io.fourtuple.bench.measure.observer;

/** Company of the engine while its rate is measured. */
enum ObserverKind
{
    /** Nothing. */
    ALONE("alone"),
    /** stat, and ss each second, read the engine's file. */
    WATCHED("watched"),
    /** The same read a copy of it: they take as much of what all CPUs share, but none of the engine's own memory. */
    CONTROL("control");

    private final String label;

    ObserverKind(final String label)
    {
        this.label = label;
    }

    String label()
    {
        return label;
    }

    /** All of them; each turn begins with another one, so that none is always the first after another. */
    static ObserverKind[] order(final int turn)
    {
        final ObserverKind[] order = new ObserverKind[values().length];
        for (int i = 0; i < order.length; i++)
        {
            order[i] = values()[(turn + i) % order.length];
        }
        return order;
    }
}
