package io.fourtuple.table;

import static io.fourtuple.table.TransferDescriptor.NEWER_OFFSET;
import static io.fourtuple.table.TransferDescriptor.OLDER_OFFSET;

import org.agrona.UnsafeApi;

/**
 * Transfers in the order in which they were added, linked through their own second lines. Adding and removing take constant
 * time.
 * <pre>
 *   oldest ──> transfer ──> transfer ──> newest
 *          <──          <──
 * </pre>
 */
final class TransferList
{
    private final OffHeapArray transfers;
    private int oldest;
    private int newest;

    TransferList(final OffHeapArray transfers)
    {
        this.transfers = transfers;
    }

    /**
     * @return the number of the transfer that was added first, or 0.
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
        final int olderOne = UnsafeApi.getInt(transfers.address(number) + OLDER_OFFSET);
        final int newerOne = UnsafeApi.getInt(transfers.address(number) + NEWER_OFFSET);
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
        UnsafeApi.putInt(transfers.address(number) + OLDER_OFFSET, value);
    }

    private void newer(final int number, final int value)
    {
        UnsafeApi.putInt(transfers.address(number) + NEWER_OFFSET, value);
    }
}
