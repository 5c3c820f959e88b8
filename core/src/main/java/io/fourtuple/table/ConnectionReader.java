package io.fourtuple.table;


import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.FileSection;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Reads the connections of an engine from its telemetry file, while the loop changes them and does not know of the reader.
 * <p>
 * <b>Each row is consistent</b>: its record is of one moment, perhaps in the middle of a cycle. The writer marks a record as
 * used after all of it is written, and as free before any of it is used again. The reader copies it twice, the mark first,
 * takes it when both copies are alike, and else tries again. Only the unacknowledged bytes lie elsewhere, and may be of a later
 * moment.
 * <p>
 * <b>The rows are not of one moment</b>: a connection whose record changes its kind meanwhile (half-open to full, full to
 * TIME_WAIT) may appear twice or not at all, as with {@code ss} on a busy kernel. A connection whose policy is just being asked
 * may appear in TIME_WAIT and never enter it. The rows of an engine that stands still are of one moment; the rows of a dead
 * engine are as it left them, perhaps in the middle of a cycle.
 * <p>
 * Belongs to one thread.
 */
public final class ConnectionReader
{
    private static final int MAX_RECORD_BYTES = 128;
    /** A record that changes with every attempt is left out; an attempt takes about 20 ns. */
    private static final int MAX_ATTEMPTS = 1_000;
    private static final int IPV6_REF = 1 << 28;
    private static final int NO_LIMIT = 1 << 30;

    private final TelemetryFile file;
    private final ByteBuffer memory = BufferUtil.allocateDirectAligned(3 * MAX_RECORD_BYTES, 64);
    private final long copy = BufferUtil.address(memory);
    private final long again = copy + MAX_RECORD_BYTES;
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final TimeWaitEntry timeWait = new TimeWaitEntry();
    private final HalfOpenEntry halfOpen = new HalfOpenEntry();
    private final ConnectionView view = new ConnectionView();
    private final FileSection transfers;
    /** The record that was copied. */
    private long source;
    private long omitted;

    /**
     * @param file stays open as long as this is used.
     * @throws TelemetryException if it has no connections, or records of another size.
     */
    public ConnectionReader(final TelemetryFile file)
    {
        this.file = file;
        transfers = file.section(Section.TRANSFERS);
        if (file.section(Section.CONNECTIONS_IPV4) == null)
        {
            final String why = file.properties().get("not_mapped");
            throw new TelemetryException(file.status() == EngineStatus.STARTING ? "the engine is still being made" :
                "the connections of this engine are not in its file" + (why == null ? "" : ": " + why));
        }
        checkShift(Section.CONNECTIONS_IPV4, TcbDescriptor.IPV4_RECORD_SHIFT);
        checkShift(Section.CONNECTIONS_IPV6, TcbDescriptor.IPV6_RECORD_SHIFT);
        checkShift(Section.TIME_WAIT_IPV4, CompactDescriptor.IPV4_SHIFT);
        checkShift(Section.TIME_WAIT_IPV6, CompactDescriptor.IPV6_SHIFT);
        checkShift(Section.HALF_OPEN_IPV4, CompactDescriptor.IPV4_SHIFT);
        checkShift(Section.HALF_OPEN_IPV6, CompactDescriptor.IPV6_SHIFT);
        checkShift(Section.TRANSFERS, TransferDescriptor.SHIFT);
        checkShift(Section.LISTENERS, ListenerDescriptor.SHIFT);
    }

    private void checkShift(final Section section, final int shift)
    {
        final FileSection found = file.section(section);
        if (found != null && found.shift() != shift)
        {
            throw new TelemetryException("records of another size: " + section + " shift=" + found.shift() + " known=" + shift);
        }
    }

    /** Records left out because they changed with every attempt. */
    public long omitted()
    {
        return omitted;
    }

    /** Records to be read, in use or not; for showing progress. */
    public long records()
    {
        long records = 0;
        for (final Section section : Section.values())
        {
            final FileSection found = section == Section.TRANSFERS ? null : file.section(section);
            records += found == null ? 0 : found.touched();
        }
        return records;
    }

    /**
     * Reads all: listeners, half-open connections, full records, TIME_WAIT; IPv4 first.
     *
     * @param consumer given the same view each time; false ends the reading.
     * @return rows given to the consumer.
     * @throws TelemetryException if the file was made shorter.
     */
    public long forEach(final Predicate<ConnectionView> consumer)
    {
        file.checkLength();
        try
        {
            return readAll(consumer);
        }
        catch (final InternalError ex)
        {
            // The JVM's error for a missing page of a mapped file.
            file.checkLength();
            throw ex;
        }
        finally
        {
            Reference.reachabilityFence(this);
        }
    }

    private long readAll(final Predicate<ConnectionView> consumer)
    {
        final int nowMs = (int)(file.heartbeatNs() / 1_000_000);
        long count = 0;
        boolean goesOn = true;
        for (final Kind kind : Kind.values())
        {
            for (int family = 0; goesOn && family < kind.sections.length; family++)
            {
                final FileSection section = file.section(kind.sections[family]);
                final long end = section == null ? 0 : section.touched();
                for (long number = 0; goesOn && number < end; number++)
                {
                    if (read(kind, section, number, family != 0, nowMs))
                    {
                        count++;
                        goesOn = consumer.test(view);
                    }
                }
            }
        }
        return count;
    }

    private enum Kind
    {
        LISTENER(ListenerDescriptor.USED_OFFSET, Section.LISTENERS),
        HALF_OPEN(CompactDescriptor.WORD_OFFSET, Section.HALF_OPEN_IPV4, Section.HALF_OPEN_IPV6),
        CONNECTION(TcbDescriptor.STATE_OFFSET & ~7, Section.CONNECTIONS_IPV4, Section.CONNECTIONS_IPV6),
        TIME_WAIT(CompactDescriptor.WORD_OFFSET, Section.TIME_WAIT_IPV4, Section.TIME_WAIT_IPV6);

        /** Offset of the 8 bytes that say whether the record is in use. */
        final int markOffset;
        final Section[] sections;

        Kind(final int markOffset, final Section... sections)
        {
            this.markOffset = markOffset;
            this.sections = sections;
        }

        /** Whether the 8 bytes at the mark say that the record is in use; in the machine's byte order. */
        boolean isUsed(final long address)
        {
            return switch (this)
            {
                case LISTENER -> UnsafeApi.getByte(address + ListenerDescriptor.USED_OFFSET) != 0;
                case CONNECTION -> UnsafeApi.getByte(address + TcbDescriptor.STATE_OFFSET) != 0;
                case HALF_OPEN, TIME_WAIT -> UnsafeApi.getLong(address + CompactDescriptor.WORD_OFFSET) < 0;
            };
        }
    }

    /** Reads a record into the view; false if it is not in use. */
    private boolean read(
        final Kind kind, final FileSection section, final long number, final boolean isIpv6, final int nowMs)
    {
        final long record = section.address() + (number << section.shift());
        source = record;
        if (!kind.isUsed(record) || !copy(kind, record, 1 << section.shift()))
        {
            return false;
        }
        view.isAnyFamily = false;
        view.recvQueue = 0;
        view.sendQueue = 0;
        view.retries = 0;
        view.hasDetails = false;
        view.recordBytes = 1 << section.shift();
        return switch (kind)
        {
            case LISTENER -> viewListener();
            case HALF_OPEN -> viewHalfOpen(isIpv6, nowMs);
            case CONNECTION -> viewConnection(isIpv6, nowMs);
            case TIME_WAIT -> viewTimeWait(isIpv6, nowMs);
        };
    }

    /** Copies a record until two copies are alike; false if it is not in use, or changes with every attempt. */
    private boolean copy(final Kind kind, final long record, final int length)
    {
        copyFromMark(kind, record, length, copy);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
        {
            if (!kind.isUsed(copy))
            {
                return false;
            }
            copyFromMark(kind, record, length, again);
            if (isAlike(length))
            {
                return true;
            }
            UnsafeApi.copyMemory(again, copy, length);
        }
        omitted++;
        return false;
    }

    /** Copies the mark first: the rest is then of the same use of the record, or the next copy finds another mark. */
    private static void copyFromMark(final Kind kind, final long record, final int length, final long into)
    {
        final long mark = UnsafeApi.getLongVolatile(null, record + kind.markOffset);
        for (int i = 0; i < length; i += 8)
        {
            UnsafeApi.putLong(into + i, UnsafeApi.getLong(record + i));
        }
        UnsafeApi.putLong(into + kind.markOffset, mark);
        UnsafeApi.loadFence();
    }

    private boolean isAlike(final int length)
    {
        long differences = 0;
        for (int i = 0; i < length; i += 8)
        {
            differences |= UnsafeApi.getLong(copy + i) ^ UnsafeApi.getLong(again + i);
        }
        return differences == 0;
    }

    private boolean viewListener()
    {
        final int family = UnsafeApi.getByte(copy + ListenerDescriptor.FAMILY_OFFSET);
        view.isIpv6 = family == 6;
        view.isAnyFamily = family == 0;
        view.localHi = UnsafeApi.getLong(copy + ListenerDescriptor.ADDRESS_OFFSET);
        view.localLo = UnsafeApi.getLong(copy + ListenerDescriptor.ADDRESS_OFFSET + 8);
        view.localPort = UnsafeApi.getShort(copy + ListenerDescriptor.PORT_OFFSET) & 0xFFFF;
        view.remoteHi = 0;
        view.remoteLo = 0;
        view.remotePort = 0;
        view.state = TcpState.LISTEN;
        view.recvQueue = UnsafeApi.getInt(copy + ListenerDescriptor.WAITING_OFFSET);
        view.sendQueue = UnsafeApi.getInt(copy + ListenerDescriptor.BACKLOG_OFFSET);
        timer(ConnectionView.Timer.OFF, 0);
        return true;
    }

    private boolean viewHalfOpen(final boolean isIpv6, final int nowMs)
    {
        halfOpen.wrap(copy, isIpv6 ? IPV6_REF : 0, nowMs);
        viewTuple(halfOpen);
        view.state = TcpState.SYN_RCVD;
        view.retries = halfOpen.retries();
        timer(ConnectionView.Timer.RETRANSMIT, halfOpen.leftMs());
        return true;
    }

    private boolean viewTimeWait(final boolean isIpv6, final int nowMs)
    {
        timeWait.wrap(copy, isIpv6 ? IPV6_REF : 0, nowMs);
        viewTuple(timeWait);
        view.state = TcpState.TIME_WAIT;
        timer(ConnectionView.Timer.TIME_WAIT, timeWait.leftMs());
        return true;
    }

    private void viewTuple(final CompactEntry entry)
    {
        view.isIpv6 = entry.isIpv6();
        view.localHi = entry.localHi();
        view.localLo = entry.localLo();
        view.localPort = entry.localPort();
        view.remoteHi = entry.remoteHi();
        view.remoteLo = entry.remoteLo();
        view.remotePort = entry.remotePort();
    }

    private boolean viewConnection(final boolean isIpv6, final int nowMs)
    {
        tcb.address = copy;
        tcb.ref = isIpv6 ? IPV6_REF : 0;
        final int state = tcb.stateOrdinal();
        if (state < 0 || state > TcpState.TIME_WAIT.ordinal())
        {
            omitted++;
            return false;
        }
        view.isIpv6 = isIpv6;
        view.localHi = tcb.localHi();
        view.localLo = tcb.localLo();
        view.localPort = tcb.localPort();
        view.remoteHi = tcb.remoteHi();
        view.remoteLo = tcb.remoteLo();
        view.remotePort = tcb.remotePort();
        view.state = tcb.state();
        view.retries = tcb.retries();
        viewDetails();
        viewTransfer();
        if (!tcb.is(Tcb.TIMER_ARMED))
        {
            timer(ConnectionView.Timer.OFF, 0);
        }
        else
        {
            timer(view.state == TcpState.FIN_WAIT_2 && tcb.is(Tcb.ORPHAN) ? ConnectionView.Timer.TIME_WAIT :
                view.sendQueue > 0 && tcb.sndWndRaw() == 0 ? ConnectionView.Timer.PERSIST :
                isQuiet() ? ConnectionView.Timer.KEEPALIVE : ConnectionView.Timer.RETRANSMIT,
                tcb.deadlineMs() - nowMs);
        }
        return true;
    }

    /** Whether a timer that runs can only be for a silent peer. */
    private boolean isQuiet()
    {
        return view.sendQueue == 0 && (view.state == TcpState.ESTABLISHED || view.state == TcpState.CLOSE_WAIT ||
            view.state == TcpState.FIN_WAIT_2);
    }

    private void viewDetails()
    {
        view.hasDetails = true;
        view.hasTimestamps = tcb.is(Tcb.TS_OK);
        view.hasSack = tcb.is(Tcb.SACK_OK);
        view.sndScale = tcb.isScaling() ? tcb.sndScale() : -1;
        view.rtoCode = tcb.rtoCode();
        view.mss = tcb.mss();
        view.pmtu = tcb.mss() + TcpDescriptor.HEADER_LENGTH + (tcb.is(Tcb.TS_OK) ? TcpDescriptor.TIMESTAMPS_LENGTH : 0) +
            (view.isIpv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH);
        view.flightBytes = Math.max(0, tcb.flightSize());
        view.sndWnd = tcb.sndWnd();
        view.rcvWnd = Math.max(0, tcb.rcvWnd());
    }

    private void timer(final ConnectionView.Timer timer, final int leftMs)
    {
        view.timer = timer;
        view.timerMs = Math.max(0, leftMs);
    }

    /**
     * Reads the transfer: unacknowledged bytes, and the round-trip time. A transfer that belongs to another connection by now
     * is left out; the bytes in flight stand for it, as where there are no transfers.
     */
    private void viewTransfer()
    {
        view.sendQueue = view.flightBytes;
        view.srttUs = 0;
        view.rttvarUs = 0;
        view.transferBytes = 0;
        view.cwndBytes = 0;
        view.ssthreshBytes = 0;
        final int number = tcb.transfer();
        if (transfers == null || number <= 0 || number >= transfers.entries())
        {
            return;
        }
        transfer.address = transfers.address() + ((long)number << TransferDescriptor.SHIFT);
        final int queued = transfer.queued();
        final int srttUs = transfer.srttUs();
        final int rttvarUs = transfer.rttvarUs();
        final int cwnd = transfer.cwnd();
        final int ssthresh = transfer.ssthresh();
        UnsafeApi.loadFence();
        if ((UnsafeApi.getInt(source + TcbDescriptor.TRANSFER_OFFSET) & TcbDescriptor.TRANSFER_MASK) == number &&
            UnsafeApi.getInt(source + TcbDescriptor.GENERATION_OFFSET) == tcb.generation())
        {
            // Without bytes the transfer rests; a FIN may be in flight.
            view.sendQueue = queued > 0 ? queued : view.flightBytes;
            view.srttUs = Math.max(0, srttUs);
            view.rttvarUs = Math.max(0, rttvarUs);
            view.cwndBytes = limit(cwnd);
            view.ssthreshBytes = limit(ssthresh);
            view.transferBytes = 1 << TransferDescriptor.SHIFT;
        }
    }

    /** A window that is as large as any can be limits nothing. */
    private static int limit(final int bytes)
    {
        return bytes > 0 && bytes < NO_LIMIT ? bytes : 0;
    }
}
