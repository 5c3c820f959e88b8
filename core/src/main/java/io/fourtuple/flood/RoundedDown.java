package io.fourtuple.flood;

/** Rounds an option down to one of a table's values, for which a cookie has bits. */
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
