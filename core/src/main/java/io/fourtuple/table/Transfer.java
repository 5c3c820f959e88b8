package io.fourtuple.table;

import static io.fourtuple.table.TransferDescriptor.*;

import org.agrona.concurrent.UnsafeBuffer;

/** A view of one transfer record, positioned by {@link SendMemory#wrap(Transfer, int)} and reused. */
public final class Transfer
{
    /** The application was told to wait for onWritable. */
    public static final int WANT_WRITABLE = 1;
    /** One segment is being timed (RFC 6298 3, Karn's algorithm). */
    public static final int TIMING = 1 << 1;
    /** Lost data is being sent again; ends when SND.UNA reaches {@link #recover()}. */
    public static final int RECOVERING = 1 << 2;

    UnsafeBuffer buffer;
    int offset;
    int number;

    int firstChunk()
    {
        return buffer.getInt(offset + FIRST_CHUNK_OFFSET);
    }

    void firstChunk(final int value)
    {
        buffer.putInt(offset + FIRST_CHUNK_OFFSET, value);
    }

    int firstOffset()
    {
        return buffer.getInt(offset + FIRST_OFFSET_OFFSET);
    }

    void firstOffset(final int value)
    {
        buffer.putInt(offset + FIRST_OFFSET_OFFSET, value);
    }

    int lastChunk()
    {
        return buffer.getInt(offset + LAST_CHUNK_OFFSET);
    }

    void lastChunk(final int value)
    {
        buffer.putInt(offset + LAST_CHUNK_OFFSET, value);
    }

    int lastBytes()
    {
        return buffer.getInt(offset + LAST_BYTES_OFFSET);
    }

    void lastBytes(final int value)
    {
        buffer.putInt(offset + LAST_BYTES_OFFSET, value);
    }

    /** Bytes from SND.UNA to the end of what the application has sent. */
    public int queued()
    {
        return buffer.getInt(offset + QUEUED_OFFSET);
    }

    void queued(final int value)
    {
        buffer.putInt(offset + QUEUED_OFFSET, value);
    }

    int cursorChunk()
    {
        return buffer.getInt(offset + CURSOR_CHUNK_OFFSET);
    }

    /** Distance from SND.UNA to the first byte of the cursor's chunk; negative in the first chunk. */
    int cursorBytes()
    {
        return buffer.getInt(offset + CURSOR_BYTES_OFFSET);
    }

    void cursor(final int chunk, final int bytes)
    {
        buffer.putInt(offset + CURSOR_CHUNK_OFFSET, chunk);
        buffer.putInt(offset + CURSOR_BYTES_OFFSET, bytes);
    }

    /** Smoothed round-trip time in microseconds; 0 before the first measurement. */
    public int srttUs()
    {
        return buffer.getInt(offset + SRTT_OFFSET);
    }

    public int rttvarUs()
    {
        return buffer.getInt(offset + RTTVAR_OFFSET);
    }

    public void rtt(final int srttUs, final int rttvarUs)
    {
        buffer.putInt(offset + SRTT_OFFSET, srttUs);
        buffer.putInt(offset + RTTVAR_OFFSET, rttvarUs);
    }

    public int timedSeq()
    {
        return buffer.getInt(offset + TIMED_SEQ_OFFSET);
    }

    public int timedAtUs()
    {
        return buffer.getInt(offset + TIMED_AT_OFFSET);
    }

    /** Starts timing the segment that ends before {@code seq}. */
    public void time(final int seq, final int nowUs)
    {
        buffer.putInt(offset + TIMED_SEQ_OFFSET, seq);
        buffer.putInt(offset + TIMED_AT_OFFSET, nowUs);
        set(TIMING);
    }

    /** SND.NXT when the recovery under way began (RFC 6582 3.2). */
    public int recover()
    {
        return buffer.getInt(offset + RECOVER_OFFSET);
    }

    public void recover(final int value)
    {
        buffer.putInt(offset + RECOVER_OFFSET, value);
    }

    public int dupAcks()
    {
        return buffer.getByte(offset + DUP_ACKS_OFFSET) & 0xFF;
    }

    public void dupAcks(final int value)
    {
        buffer.putByte(offset + DUP_ACKS_OFFSET, (byte)Math.min(value, 0xFF));
    }

    public boolean is(final int flag)
    {
        return (buffer.getByte(offset + FLAGS_OFFSET) & flag) != 0;
    }

    public void set(final int flag)
    {
        buffer.putByte(offset + FLAGS_OFFSET, (byte)(buffer.getByte(offset + FLAGS_OFFSET) | flag));
    }

    public void clear(final int flag)
    {
        buffer.putByte(offset + FLAGS_OFFSET, (byte)(buffer.getByte(offset + FLAGS_OFFSET) & ~flag));
    }
}
