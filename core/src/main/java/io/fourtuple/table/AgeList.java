package io.fourtuple.table;

import org.agrona.UnsafeApi;

/**
 * Records in the order in which they were added, linked through themselves: whatever the number, to add or to remove one
 * costs the same.
 * <pre>
 *   oldest ──> record ──> record ──> newest
 *          <──        <──
 * </pre>
 */
final class AgeList
{
    private final OffHeapArray records;
    private final int olderOffset;
    private final int newerOffset;
    private int oldest;
    private int newest;

    /**
     * @param olderOffset where a record has the number of the one added before it.
     * @param newerOffset where it has that of the one added behind it.
     */
    AgeList(final OffHeapArray records, final int olderOffset, final int newerOffset)
    {
        this.records = records;
        this.olderOffset = olderOffset;
        this.newerOffset = newerOffset;
    }

    /**
     * @return the number of the record that was added first, or 0.
     */
    int oldest()
    {
        return oldest;
    }

    boolean isNewest(final int number)
    {
        return number == newest;
    }

    void add(final int number)
    {
        older(number, newest);
        newer(number, 0);
        if (newest == 0)
        {
            oldest = number;
        }
        else
        {
            newer(newest, number);
        }
        newest = number;
    }

    void remove(final int number)
    {
        final int olderOne = UnsafeApi.getInt(records.address(number) + olderOffset);
        final int newerOne = UnsafeApi.getInt(records.address(number) + newerOffset);
        if (olderOne == 0)
        {
            oldest = newerOne;
        }
        else
        {
            newer(olderOne, newerOne);
        }
        if (newerOne == 0)
        {
            newest = olderOne;
        }
        else
        {
            older(newerOne, olderOne);
        }
    }

    private void older(final int number, final int value)
    {
        UnsafeApi.putInt(records.address(number) + olderOffset, value);
    }

    private void newer(final int number, final int value)
    {
        UnsafeApi.putInt(records.address(number) + newerOffset, value);
    }
}
