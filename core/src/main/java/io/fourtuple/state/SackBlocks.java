package io.fourtuple.state;

import static io.fourtuple.wire.TcpDescriptor.*;

import io.fourtuple.table.OutOfOrder;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Headers;
import io.fourtuple.wire.Seq;

/**
 * The SACK option of a segment about to be sent (RFC 2018): what is kept behind a gap, the range that last grew first. Where
 * data has arrived that was there already, a block that says so goes before them (D-SACK, RFC 2883), once.
 * <pre>
 *    +-----+-----+------+--------+-----------+---------+-----------+---------+---
 *    | NOP | NOP | kind | length | first SEQ | end SEQ | first SEQ | end SEQ | ...    four blocks; three beside timestamps
 *    +-----+-----+------+--------+-----------+---------+-----------+---------+---
 * </pre>
 */
final class SackBlocks
{
    private static final int MAX_BLOCKS = 4;
    private static final int MAX_BESIDE_TIMESTAMPS = 3;
    private static final int BLOCK_LENGTH = 8;
    /** No connection has this id: its generation would be 0. */
    private static final long NOBODY = 0;

    private final Counters counters;
    private final Transfers transfers;
    private final OutOfOrder record = new OutOfOrder();
    private final int[] firsts = new int[MAX_BLOCKS];
    private final int[] ends = new int[MAX_BLOCKS];
    private int count;
    private long duplicateOf = NOBODY;
    private int duplicateFirst;
    private int duplicateEnd;
    private Counter duplicateCounter;
    private boolean isDuplicateChosen;

    SackBlocks(final Counters counters, final Transfers transfers)
    {
        this.counters = counters;
        this.transfers = transfers;
    }

    /**
     * Looks at a segment before it is cut to the window: of what lies before RCV.NXT the next ACK says that it came again.
     *
     * @param seq    of its first byte.
     * @param length of its data.
     */
    void arrived(final Tcb tcb, final int seq, final int length)
    {
        duplicateOf = NOBODY;
        if (length > 0 && Seq.lt(seq, tcb.rcvNxt()))
        {
            duplicate(tcb, seq, Seq.min(seq + length, tcb.rcvNxt()), Counter.DSACK_OLD_SENT);
        }
    }

    /** The next ACK is to say of these bytes, which were kept out of order, that they came again; an earlier duplicate stays. */
    void arrivedAgain(final Tcb tcb, final int first, final int end)
    {
        if (!isDuplicate(tcb))
        {
            duplicate(tcb, first, end, Counter.DSACK_OFO_SENT);
        }
    }

    private void duplicate(final Tcb tcb, final int first, final int end, final Counter counter)
    {
        if (tcb.is(Tcb.SACK_OK))
        {
            duplicateOf = tcb.id();
            duplicateFirst = first;
            duplicateEnd = end;
            duplicateCounter = counter;
        }
    }

    /**
     * @return whether the next ACK of a connection is to tell of a duplicate.
     */
    boolean isDuplicate(final Tcb tcb)
    {
        return duplicateOf != NOBODY && duplicateOf == tcb.id();
    }

    /**
     * Chooses the blocks of a segment.
     *
     * @param dataLength bytes of its data, which go first where there is no room for both.
     * @return bytes that {@link #write} is going to write: 0 for no option.
     */
    int choose(final Tcb tcb, final int dataLength)
    {
        count = 0;
        isDuplicateChosen = false;
        if (!tcb.is(Tcb.SACK_OK))
        {
            return 0;
        }
        final int most = tcb.is(Tcb.TS_OK) ? MAX_BESIDE_TIMESTAMPS : MAX_BLOCKS;
        final int room = dataLength == 0 ? most :
            Math.min(most, (tcb.mss() - dataLength - OPTION_WORD_LENGTH) / BLOCK_LENGTH);
        if (room > 0 && isDuplicate(tcb))
        {
            add(duplicateFirst, duplicateEnd);
            isDuplicateChosen = true;
        }
        if (room > count && transfers.wrapOutOfOrder(tcb, record))
        {
            for (int i = 0, ranges = record.count(); i < ranges && count < room; i++)
            {
                final int end = record.end(i);
                // The FIN has a sequence number, too: without it, a peer would send it again.
                add(record.first(i), record.hasFin() && record.finSeq() == end ? end + 1 : end);
            }
        }
        return count == 0 ? 0 : OPTION_WORD_LENGTH + count * BLOCK_LENGTH;
    }

    private void add(final int first, final int end)
    {
        firsts[count] = first;
        ends[count++] = end;
    }

    /**
     * Writes the option that was chosen.
     *
     * @return what it adds to the checksum's sum.
     */
    long write(final long address)
    {
        if (isDuplicateChosen)
        {
            counters.increment(duplicateCounter);
            duplicateOf = NOBODY;
        }
        long sum = Headers.option(address, SACK_WORD | 2 + count * BLOCK_LENGTH);
        for (int i = 0; i < count; i++)
        {
            sum += Headers.timestamps(address + OPTION_WORD_LENGTH + (long)i * BLOCK_LENGTH, firsts[i], ends[i]);
        }
        return sum;
    }
}
