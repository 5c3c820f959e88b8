package io.fourtuple.flood;

/** Options that a cookie has few bits for are rounded down to what a table has. */
final class RoundedDown
{
    private RoundedDown()
    {
    }

    /**
     * @param table in rising order.
     * @return the place of the largest value that is not larger; 0 if all are.
     */
    static int indexOf(final int[] table, final int value)
    {
        int index = table.length - 1;
        while (index > 0 && table[index] > value)
        {
            index--;
        }
        return index;
    }
}
