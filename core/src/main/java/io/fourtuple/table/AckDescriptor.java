package io.fourtuple.table;

/**
 * Layout of a record of how a connection has received lately, by which the next ACK waits or does not. All of it may be lost
 * without harm: then the ACK goes at once.
 * <pre>
 *    0                                 8               12               16
 *    |          connection's id        | latest data at |  ACK is due    |      in ms; due: while an ACK waits
 *   16       18   19  20   21         24               28               32
 *    |rcv MSS | qu | fl | tq |         | RCV.NXT acked  |     RCV.UP     |
 *
 *   rcv MSS  size of the peer's segments, as far as they have shown it
 *   qu       ACKs still to go at once      fl  flags
 *   tq       classes of the timer queues with an entry for this record; outlives the connection
 *   RCV.UP   end of the urgent data that the application was told of
 *   acked    RCV.NXT of the ACK before the one that is owed
 * </pre>
 */
final class AckDescriptor
{
    static final int SHIFT = 5;
    static final int ID_OFFSET = 0;
    static final int RECEIVED_AT_OFFSET = 8;
    static final int DUE_OFFSET = 12;
    static final int RCV_MSS_OFFSET = 16;
    static final int QUICK_OFFSET = 18;
    static final int FLAGS_OFFSET = 19;
    static final int TIMER_QUEUES_OFFSET = 20;
    static final int ACKED_OFFSET = 24;
    static final int RCV_UP_OFFSET = 28;

    private AckDescriptor()
    {
    }
}
