package io.fourtuple.bench.tool.watch;

/** Says which rows are wanted, by their numbers. */
@FunctionalInterface
interface SocketFilter
{
    /** All of them. */
    SocketFilter ALL = row -> true;

    boolean matches(SocketRow row);

    default SocketFilter and(final SocketFilter other)
    {
        return row -> matches(row) && other.matches(row);
    }

    default SocketFilter or(final SocketFilter other)
    {
        return row -> matches(row) || other.matches(row);
    }

    default SocketFilter negate()
    {
        return row -> !matches(row);
    }
}
