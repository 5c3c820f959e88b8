package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.RecordTimes;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/**
 * Told of what happens to connections; records how long it took, where that is on, and is one branch where it is not.
 * <pre>
 *   half-open record    SYN ──> ESTABLISHED
 *   full record         connect ──> ESTABLISHED     first FIN ──> TIME_WAIT or CLOSED        one stamp serves both
 * </pre>
 * When something began stands in a stamp beside the record. There is none to be cleared: which stamp is valid the state says.
 */
final class ConnectionLatencies
{
    private final SendMemory sendMemory;
    private final NanoClock nanoClock;
    private final Clock clock;
    private final LatencyRecorder synToEstablished;
    private final LatencyRecorder connectToEstablished;
    private final LatencyRecorder finToClosed;
    private final LatencyRecorder dataToHandler;
    private final RecordTimes halfOpenStamps;
    private final RecordTimes stamps;
    private final Transfer transfer = new Transfer();
    /** Whether anything is to be noted of a SYN, so that where nothing is, it costs one branch. */
    private final boolean notesSyns;
    private long synAcks;

    ConnectionLatencies(final Timing timing, final Clock clock, final Tables tables)
    {
        sendMemory = tables.sendMemory;
        nanoClock = timing.clock();
        this.clock = clock;
        synToEstablished = timing.latencies().get(Latency.SYN_TO_ESTABLISHED);
        connectToEstablished = timing.latencies().get(Latency.CONNECT_TO_ESTABLISHED);
        finToClosed = timing.latencies().get(Latency.FIN_TO_CLOSED);
        dataToHandler = timing.latencies().get(Latency.DATA_TO_HANDLER);
        notesSyns = synToEstablished != null || timing.latencies().get(Latency.SYN_TO_SYN_ACK) != null;
        halfOpenStamps = stampsHalfOpens(timing.latencies()) ? tables.table.halfOpenStamps() : null;
        stamps = stampsRecords(timing.latencies()) ? tables.table.stamps() : null;
    }

    private static boolean stampsHalfOpens(final LatencyRecorders recorders)
    {
        return recorders.get(Latency.SYN_TO_ESTABLISHED) != null;
    }

    private static boolean stampsRecords(final LatencyRecorders recorders)
    {
        return recorders.get(Latency.CONNECT_TO_ESTABLISHED) != null || recorders.get(Latency.FIN_TO_CLOSED) != null;
    }

    /** Bytes that the stamps take. */
    static long neededBytes(final Settings settings, final LatencyRecorders recorders)
    {
        return (stampsHalfOpens(recorders) ? ConnectionTable.halfOpenStampsBytes(settings) : 0) +
            (stampsRecords(recorders) ? ConnectionTable.stampsBytes(settings) : 0);
    }

    /**
     * A half-open connection was made.
     *
     * @param isAnswered whether the link took its SYN-ACK.
     */
    void synReceived(final HalfOpenEntry entry, final boolean isAnswered)
    {
        if (notesSyns)
        {
            if (synToEstablished != null)
            {
                halfOpenStamps.put(entry.ref(), clock.nowNs);
            }
            if (isAnswered)
            {
                synAcks++;
            }
        }
    }

    /** The link took a cookie. */
    void cookieSent()
    {
        if (notesSyns)
        {
            synAcks++;
        }
    }

    /**
     * @return how many SYNs were answered since this was last asked, the SYN-ACKs counted where the link took them: what the
     *         counters say in the end can be held against it.
     */
    long takeSynAcks()
    {
        final long taken = synAcks;
        synAcks = 0;
        return taken;
    }

    /** A half-open connection becomes ESTABLISHED; it still has its record. */
    void opened(final HalfOpenEntry entry)
    {
        if (synToEstablished != null)
        {
            synToEstablished.record(clock.nowNs - halfOpenStamps.get(entry.ref()));
        }
    }

    /** An active OPEN has begun. */
    void connecting(final Tcb tcb)
    {
        if (connectToEstablished != null)
        {
            stamps.put(tcb.ref(), nanoClock.nanoTime());
        }
    }

    /** An active OPEN is complete. */
    void connected(final Tcb tcb)
    {
        if (connectToEstablished != null)
        {
            connectToEstablished.record(nanoClock.nanoTime() - stamps.get(tcb.ref()));
        }
    }

    /** Our FIN was sent for the first time; it is the connection's first one unless the peer's has come. */
    void finSent(final Tcb tcb)
    {
        if (finToClosed != null && tcb.isIn(FIN_WAIT_1))
        {
            stamps.put(tcb.ref(), clock.nowNs);
        }
    }

    /** The same where a user call has sent it, which may be between two cycles. */
    void finSentByCall(final Tcb tcb)
    {
        if (finToClosed != null)
        {
            stamps.put(tcb.ref(), nanoClock.nanoTime());
        }
    }

    /** The peer's FIN has come, and the state is still the one before it. */
    void finReceived(final Tcb tcb)
    {
        if (finToClosed != null && (tcb.isIn(ESTABLISHED) || tcb.isIn(FIN_WAIT_1) && !isFinSent(tcb)))
        {
            stamps.put(tcb.ref(), clock.nowNs);
        }
    }

    /** In FIN_WAIT_1 a FIN is to be sent, but what was queued before it may still wait for room at the peer. */
    private boolean isFinSent(final Tcb tcb)
    {
        int queued = 0;
        if (tcb.transfer() != 0)
        {
            sendMemory.wrap(transfer, tcb.transfer());
            queued = transfer.queued();
        }
        return tcb.flightSize() > queued;
    }

    /** The connection ends for its application, after a FIN of each side. */
    void finished(final Tcb tcb)
    {
        if (finToClosed != null)
        {
            finToClosed.record(clock.nowNs - stamps.get(tcb.ref()));
        }
    }

    /** The handler's onData is about to be called. */
    void dataDelivered()
    {
        if (dataToHandler != null)
        {
            dataToHandler.record(nanoClock.nanoTime() - clock.nowNs);
        }
    }

    long sizeBytes()
    {
        return (halfOpenStamps == null ? 0 : halfOpenStamps.sizeBytes()) + (stamps == null ? 0 : stamps.sizeBytes());
    }
}
