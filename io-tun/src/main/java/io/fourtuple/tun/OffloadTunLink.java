package io.fourtuple.tun;

import static io.fourtuple.tun.VnetHeaderDescriptor.*;

import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/**
 * The link of a loop that reads and writes a TUN device with {@linkplain TunConfig#offload offloads}: TCP data comes and goes in
 * frames of up to 64 KB, and nobody sums it up on the way. All methods are for the loop's thread; nothing allocates after
 * construction.
 * <pre>
 *   receive ──>  .. |hdr| small frame | .. |hdr| large frame ............ | .. |hdr| frame | ... room for one more large frame
 *   commit  ──>  .. |hdr| the tx frame                       frames begin at a multiple of 8; headers lie right before them
 * </pre>
 * Frames lie one behind the other, so that small ones share few pages, whatever a large one would need.
 */
public final class OffloadTunLink implements Link
{
    private static final int MAX_FRAME = 65_535;
    /** Room for the header before each frame, so that the frame itself is aligned. */
    private static final int HEADER_ROOM = BitUtil.align(LENGTH, 8);
    private static final int LARGEST_SLOT = HEADER_ROOM + MAX_FRAME;
    /** Large frames that one receive brings at most: as much as a second-level cache holds. */
    private static final int LARGE_FRAMES = 8;
    private static final int TX_OFFSET = HEADER_ROOM;
    private static final long NO_OFFLOAD = 0;

    private final TunDevice device;
    private final int queue;
    private final Counters counters;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final UnsafeBuffer rxBuffer;
    private final UnsafeBuffer txBuffer;
    private final int receiveBatch;
    private final int mtuBytes;
    private boolean closed;

    OffloadTunLink(final TunDevice device, final int queue, final Counters counters, final int receiveBatch)
    {
        this.device = device;
        this.queue = queue;
        this.counters = counters;
        this.receiveBatch = receiveBatch;
        mtuBytes = device.mtuBytes();
        reader = new FrameReader(device, queue, counters);
        writer = new FrameWriter(device, queue, counters);
        rxBuffer = TunLink.allocate(LARGE_FRAMES * BitUtil.align(LARGEST_SLOT, 8));
        txBuffer = TunLink.allocate(LARGEST_SLOT);
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rxBuffer);
        int offset = HEADER_ROOM;
        for (int i = 0; i < receiveBatch && !batch.isFull() && offset + MAX_FRAME <= rxBuffer.capacity() && isUp(); i++)
        {
            final int header = offset - LENGTH;
            final int lengthBytes = reader.read(rxBuffer.addressOffset() + header, LENGTH + MAX_FRAME) - LENGTH;
            if (lengthBytes <= 0)
            {
                break;
            }
            if ((rxBuffer.getByte(header + FLAGS_OFFSET) & (NEEDS_CSUM | DATA_VALID)) != 0)
            {
                batch.addVerified(offset, lengthBytes);
            }
            else
            {
                batch.add(offset, lengthBytes);
            }
            offset = BitUtil.align(offset + lengthBytes, 8) + HEADER_ROOM;
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        TunLink.checkLength(lengthBytes, MAX_FRAME);
        return isUp() ? TX_OFFSET : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return txBuffer;
    }

    /** Writes the frame. A frame that the device does not take now is lost and counted, like one refused by claim. */
    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        TunLink.checkLength(lengthBytes, mtuBytes);
        txBuffer.putLong(TX_OFFSET - LENGTH, NO_OFFLOAD);
        txBuffer.putShort(TX_OFFSET - LENGTH + CSUM_OFFSET_OFFSET, (short)NO_OFFLOAD);
        write(lengthBytes);
    }

    @Override
    public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        TunLink.checkLength(lengthBytes, MAX_FRAME);
        final boolean ipv6 = txBuffer.getByte(TX_OFFSET) >>> 4 == 6;
        final int header = TX_OFFSET - LENGTH;
        txBuffer.putByte(header + FLAGS_OFFSET, (byte)NEEDS_CSUM);
        txBuffer.putByte(header + GSO_TYPE_OFFSET, (byte)(ipv6 ? GSO_TCPV6 : GSO_TCPV4));
        txBuffer.putShort(header + HEADER_LENGTH_OFFSET, (short)headerBytes);
        txBuffer.putShort(header + GSO_SIZE_OFFSET, (short)segmentBytes);
        txBuffer.putShort(header + CSUM_START_OFFSET,
            (short)(ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH));
        txBuffer.putShort(header + CSUM_OFFSET_OFFSET, (short)TcpDescriptor.CHECKSUM_OFFSET);
        write(lengthBytes);
    }

    private void write(final int lengthBytes)
    {
        final int written = LENGTH + lengthBytes;
        if (writer.write(txBuffer.addressOffset() + TX_OFFSET - LENGTH, written) == FrameWriter.FULL)
        {
            counters.increment(Counter.LINK_TX_FULL);
        }
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public int maxFrameBytes()
    {
        return MAX_FRAME;
    }

    @Override
    public boolean isUp()
    {
        return !closed && device.isPresent();
    }

    @Override
    public void close()
    {
        closed = true;
        device.close(queue);
    }

    @Override
    public String toString()
    {
        return "OffloadTunLink{" + device + (device.queues() == 1 ? "" : ", queue " + queue) + ", polled, frames of up to 64 KB}";
    }
}
