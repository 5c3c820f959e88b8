package io.fourtuple.table;

/**
 * Layout of a record of what was received out of order: which ranges of sequence numbers are kept, and where the peer's FIN
 * lies. The bytes themselves lie in chunks that {@link ReceiveMemory} finds by record and sequence number. All of it may be
 * forgotten at any time (RFC 2018 8): nothing here is acknowledged.
 * <pre>
 *    0                4                8               12               16
 *    |   transfer     |  next older    |  next newer    |   SEQ of FIN   |      transfer: the owner's; in a free record, the next
 *   16   17   18                                                        32      free one
 *    | n  | fl |                                                         |
 *   32               36               40               44               48
 *    |   first SEQ    |   end SEQ      |   first SEQ    |   end SEQ      |      28 ranges, the one that last grew first
 *   48                                                                 256
 *    |                           ...                                     |
 *
 *   n   ranges in use      fl  flags
 * </pre>
 * Ranges neither overlap nor touch.
 */
final class OutOfOrderDescriptor
{
    static final int SHIFT = 8;
    static final int NEXT_FREE_OFFSET = 0;
    static final int TRANSFER_OFFSET = NEXT_FREE_OFFSET;
    static final int OLDER_OFFSET = 4;
    static final int NEWER_OFFSET = 8;
    static final int FIN_SEQ_OFFSET = 12;
    static final int COUNT_OFFSET = 16;
    static final int FLAGS_OFFSET = 17;
    static final int RANGES_OFFSET = 32;
    static final int RANGE_LENGTH = 8;
    static final int MAX_RANGES = ((1 << SHIFT) - RANGES_OFFSET) / RANGE_LENGTH;

    private OutOfOrderDescriptor()
    {
    }
}
