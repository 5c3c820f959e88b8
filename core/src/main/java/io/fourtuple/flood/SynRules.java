package io.fourtuple.flood;

/** Linux's rules for a listener's queue, of which most defences are made. */
public final class SynRules
{
    /** A queue that is shorter than this is never in danger (Linux's reqsk_timer_handler). */
    private static final int SAFE_LENGTH = 8;
    /** Retransmissions that every entry gets, however long the queue is. */
    private static final int MIN_RETRIES = 2;

    private SynRules()
    {
    }

    /** Whether the listener's queue is full (inet_csk_reqsk_queue_is_full; from Linux 6.14 on one more fits), or all records. */
    public static boolean isFull(final BacklogView queue)
    {
        return queue.length() >= queue.limit() || queue.records() >= queue.recordLimit();
    }

    /**
     * How often a SYN-ACK is sent again when the queue is long, as Linux has it since 2.4 (reqsk_timer_handler). Once a queue
     * is more than half full (or all records are, of which Linux has no fixed number), half of it is meant for young
     * connections, whose SYN-ACK was not sent again yet. The fewer are young, the sooner the old ones are given up:
     * <pre>
     *   young / length    more than 1/2   more than 1/4   more than 1/8   less
     *   retransmissions         5               4               3          2
     *   given up after        63 s            31 s            15 s        7 s
     * </pre>
     *
     * @param configured {@code tcp_synack_retries}; the table above is for the default, 2 and less stay as they are.
     * @param queue      of the listener.
     * @return {@code configured} at most.
     */
    public static int synAckRetries(final int configured, final BacklogView queue)
    {
        final long length = queue.length();
        int retries = configured;
        if (isHalfFull(length, queue.limit()) || isHalfFull(queue.records(), queue.recordLimit()))
        {
            long young = queue.young() * 2L;
            while (retries > MIN_RETRIES && length >= young)
            {
                retries--;
                young *= 2;
            }
        }
        return retries;
    }

    private static boolean isHalfFull(final long length, final int limit)
    {
        return length * 2 > Math.max(SAFE_LENGTH, limit);
    }
}
