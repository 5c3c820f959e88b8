package io.fourtuple.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;

import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes frames as a classic pcap capture with nanosecond timestamps, as draft-ietf-opsawg-pcap has it. One thread.
 * <p>
 * The buffer has whole records only, and every flush hands it over whole, so a capture that is cut off at any flush can be
 * opened. The first error ends the capture, is reported once, and harms nothing else: a full disk must not cost a connection.
 * <pre>
 *   file header, 24 bytes, little-endian
 *    0        4      6      8         12        16        20        24
 *   +--------+------+------+---------+---------+---------+---------+
 *   | magic  | 2    | 4    | zone 0  | 0       | snap    | 101 RAW |
 *   +--------+------+------+---------+---------+---------+---------+
 *   record header, 16 bytes, the frame behind it
 *    0        4        8         12        16
 *   +--------+--------+---------+---------+----------------------
 *   | s      | ns     | kept    | length  | kept bytes of the frame
 *   +--------+--------+---------+---------+----------------------
 * </pre>
 */
public final class PcapWriter implements AutoCloseable
{
    /** Frames are kept whole up to here; libpcap's own limit. */
    public static final int MAX_SNAP_LENGTH = 262_144;
    /** A buffered record waits at most this long for a flush. */
    public static final long FLUSH_INTERVAL_NS = 1_000_000_000L;
    /** Size of the file header. */
    public static final int FILE_HEADER_LENGTH = 24;
    /** Size of the header before each frame. */
    public static final int RECORD_HEADER_LENGTH = 16;

    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int LINKTYPE_RAW = 101;
    private static final int BUFFER_LENGTH = 1 << 20;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final WritableByteChannel channel;
    private final EpochNanoClock clock;
    private final ErrorHandler errorHandler;
    private final int snapLength;
    private int length;
    private long oldestNs;
    private long writtenBytes;
    private volatile long frames;
    private volatile boolean failed;

    /**
     * A writer that keeps whole frames.
     *
     * @param channel      that the capture goes to; closed with the writer. It must not wait: the loop calls it.
     * @param clock        for the timestamps.
     * @param errorHandler told once if the channel fails.
     */
    public PcapWriter(final WritableByteChannel channel, final EpochNanoClock clock, final ErrorHandler errorHandler)
    {
        this(channel, clock, errorHandler, MAX_SNAP_LENGTH);
    }

    /**
     * @param channel      that the capture goes to; closed with the writer.
     * @param clock        for the timestamps.
     * @param errorHandler told once if the channel fails.
     * @param snapLength   bytes kept of each frame, 1 to {@link #MAX_SNAP_LENGTH}.
     */
    public PcapWriter(
        final WritableByteChannel channel,
        final EpochNanoClock clock,
        final ErrorHandler errorHandler,
        final int snapLength)
    {
        if (snapLength < 1 || snapLength > MAX_SNAP_LENGTH)
        {
            throw new IllegalArgumentException(
                "snapLength must be 1 to " + MAX_SNAP_LENGTH + ": snapLength=" + snapLength);
        }
        this.channel = channel;
        this.clock = clock;
        this.errorHandler = errorHandler;
        this.snapLength = snapLength;
        putFileHeader();
        flush();
    }

    /**
     * Adds one frame, stamped with the clock's time now.
     *
     * @param frame       buffer that it lies in.
     * @param offset      of its IP header.
     * @param lengthBytes of the whole frame.
     */
    public void write(final DirectBuffer frame, final int offset, final int lengthBytes)
    {
        if (failed)
        {
            return;
        }
        final int kept = Math.min(lengthBytes, snapLength);
        if (length + RECORD_HEADER_LENGTH + kept > BUFFER_LENGTH)
        {
            flush();
        }
        final long nowNs = clock.nanoTime();
        if (length == 0)
        {
            oldestNs = nowNs;
        }
        putInt(length, (int)(nowNs / NS_PER_SECOND));
        putInt(length + 4, (int)(nowNs % NS_PER_SECOND));
        putInt(length + 8, kept);
        putInt(length + 12, lengthBytes);
        buffer.putBytes(length + RECORD_HEADER_LENGTH, frame, offset, kept);
        length += RECORD_HEADER_LENGTH + kept;
        frames++;
    }

    /** Flushes if the oldest record has waited for {@link #FLUSH_INTERVAL_NS}; to be called once a cycle. */
    public void flushIfDue()
    {
        if (length > 0 && clock.nanoTime() - oldestNs >= FLUSH_INTERVAL_NS)
        {
            flush();
        }
    }

    /** Hands all complete records to the channel. */
    public void flush()
    {
        if (length == 0 || failed)
        {
            return;
        }
        // A channel closes itself when an interrupted thread writes; the interrupt is restored afterwards.
        final boolean interrupted = Thread.interrupted();
        try
        {
            bytes.position(0).limit(length);
            while (bytes.hasRemaining())
            {
                if (channel.write(bytes) == 0)
                {
                    throw new IOException("the channel takes no more bytes");
                }
            }
            writtenBytes += length;
        }
        catch (final IOException ex)
        {
            fail(ex);
        }
        finally
        {
            length = 0;
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @return frames taken so far; from any thread. */
    public long frames()
    {
        return frames;
    }

    /** @return whether an error has ended the capture; from any thread. */
    public boolean hasFailed()
    {
        return failed;
    }

    /** Flushes and closes the channel; the error handler gets an error. */
    @Override
    public void close()
    {
        flush();
        try
        {
            channel.close();
        }
        catch (final IOException ex)
        {
            if (!failed)
            {
                fail(ex);
            }
        }
    }

    private void fail(final IOException cause)
    {
        failed = true;
        dropIncompleteRecord();
        try
        {
            errorHandler.onError(
                new IOException("capture ended after " + writtenBytes + " bytes: " + cause.getMessage(), cause));
        }
        catch (final Throwable ignored)
        {
            // The loop goes on without a capture, even if the error handler throws.
        }
    }

    private void dropIncompleteRecord()
    {
        try
        {
            if (channel.isOpen() && channel instanceof SeekableByteChannel)
            {
                ((SeekableByteChannel)channel).truncate(writtenBytes);
            }
        }
        catch (final IOException ignored)
        {
            // The capture's end is lost; the first error is the one that is reported.
        }
    }

    private void putFileHeader()
    {
        putInt(0, MAGIC_NANOSECONDS);
        buffer.putShort(4, (short)2, ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(6, (short)4, ByteOrder.LITTLE_ENDIAN);
        putInt(8, 0);
        putInt(12, 0);
        putInt(16, snapLength);
        putInt(20, LINKTYPE_RAW);
        length = FILE_HEADER_LENGTH;
    }

    private void putInt(final int index, final int value)
    {
        buffer.putInt(index, value, ByteOrder.LITTLE_ENDIAN);
    }
}
