package io.fourtuple.table;

import static io.fourtuple.table.AckDescriptor.*;

import org.agrona.UnsafeApi;

/** A view of how a connection has received lately, positioned by {@link AckRecords#wrap} and reused. */
public final class AckRecord
{
    /** Data has come in order, whose ACK may wait. */
    public static final int MAY_WAIT = 1;
    /** The ACK waits until {@link #dueMs()}. */
    public static final int WAITS = 1 << 1;
    /** The ACK that is owed does not wait, whatever the rest says. */
    public static final int AT_ONCE = 1 << 2;
    /** The data that is not acknowledged ends a write of the peer's application. */
    public static final int PUSHED = 1 << 3;
    /** The application answers soon: ACKs ride on its answers. */
    public static final int INTERACTIVE = 1 << 4;
    /** {@link #rcvUp()} is set. */
    public static final int URGENT = 1 << 5;

    long address;
    int number;

    /** Its place, by which {@code timer.AckQueues} knows it. */
    public int number()
    {
        return number;
    }

    /** Id of the connection that it is of; 0: none yet. */
    public long id()
    {
        return UnsafeApi.getLong(address + ID_OFFSET);
    }

    /** Makes it that of a connection of which nothing is known yet. */
    public void begin(final long id, final int rcvMss)
    {
        UnsafeApi.putLong(address + ID_OFFSET, id);
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)0);
        rcvMss(rcvMss);
    }

    /** When data last came, in milliseconds of the loop's clock. */
    public int receivedAtMs()
    {
        return UnsafeApi.getInt(address + RECEIVED_AT_OFFSET);
    }

    public void receivedAtMs(final int value)
    {
        UnsafeApi.putInt(address + RECEIVED_AT_OFFSET, value);
    }

    /** When the ACK that {@link #WAITS} is to go. */
    public int dueMs()
    {
        return UnsafeApi.getInt(address + DUE_OFFSET);
    }

    public void dueMs(final int value)
    {
        UnsafeApi.putInt(address + DUE_OFFSET, value);
    }

    /** Data bytes of the largest segment that the peer has sent. */
    public int rcvMss()
    {
        return UnsafeApi.getShort(address + RCV_MSS_OFFSET) & 0xFFFF;
    }

    public void rcvMss(final int value)
    {
        UnsafeApi.putShort(address + RCV_MSS_OFFSET, (short)Math.min(0xFFFF, value));
    }

    /** How many ACKs are still to go at once. */
    public int quick()
    {
        return UnsafeApi.getByte(address + QUICK_OFFSET);
    }

    public void quick(final int value)
    {
        UnsafeApi.putByte(address + QUICK_OFFSET, (byte)value);
    }

    /** RCV.NXT as the ACK before the one that is owed had it. */
    public int acked()
    {
        return UnsafeApi.getInt(address + ACKED_OFFSET);
    }

    public void acked(final int rcvNxt)
    {
        UnsafeApi.putInt(address + ACKED_OFFSET, rcvNxt);
    }

    /** RCV.UP of RFC 9293 3.3.1: the sequence number behind the urgent data. */
    public int rcvUp()
    {
        return UnsafeApi.getInt(address + RCV_UP_OFFSET);
    }

    public void rcvUp(final int value)
    {
        UnsafeApi.putInt(address + RCV_UP_OFFSET, value);
        set(URGENT);
    }

    /** A bit for each timer queue that has an entry for this record. */
    public int timerQueues()
    {
        return UnsafeApi.getByte(address + TIMER_QUEUES_OFFSET);
    }

    public void timerQueues(final int bits)
    {
        UnsafeApi.putByte(address + TIMER_QUEUES_OFFSET, (byte)bits);
    }

    public boolean is(final int flags)
    {
        return (UnsafeApi.getByte(address + FLAGS_OFFSET) & flags) != 0;
    }

    public void set(final int flags)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) | flags));
    }

    public void clear(final int flags)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) & ~flags));
    }
}
