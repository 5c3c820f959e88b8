package io.fourtuple.bench.watch;

/** Says which rows are wanted, by their numbers. */
@FunctionalInterface
interface RowFilter
{
    /** All of them. */
    RowFilter ALL = row -> true;

    boolean matches(Row row);

    default RowFilter and(final RowFilter other)
    {
        return row -> matches(row) && other.matches(row);
    }

    default RowFilter or(final RowFilter other)
    {
        return row -> matches(row) || other.matches(row);
    }

    default RowFilter negate()
    {
        return row -> !matches(row);
    }
}
