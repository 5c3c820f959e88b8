package io.fourtuple.bench.tun;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.tun.Errno;
import io.fourtuple.tun.Libc;
import io.fourtuple.tun.TunDevice;

/**
 * The floor in Java: {@link Libc#read} twice and {@link Libc#write} once a handshake, with no protocol. A SYN goes back
 * where it came from as a SYN,ACK of the same length, made in place: addresses and ports swapped, which changes no
 * checksum, the ACK bit and number put in and the checksum corrected by them. An ACK is counted. IPv4 without options.
 */
final class JavaLoop implements HandshakeLoop
{
    private static final int FRAME_BYTES = 2_048;
    private static final int IP_SOURCE = 12;
    private static final int PORTS = 20;
    private static final int SEQ = 24;
    private static final int ACK = 28;
    private static final int FLAGS = 33;
    private static final int CHECKSUM = 36;
    private static final byte SYN_FLAG = 0x02;
    private static final byte SYN_ACK_FLAGS = 0x12;
    // The ACK bit as it stands in its 16-bit word, read in little-endian order.
    private static final int ACK_BIT_IN_WORD = 0x1000;

    private final Libc libc = new Libc();
    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME_BYTES, 64);
    private final UnsafeBuffer frame = new UnsafeBuffer(memory.asByteBuffer());
    private int fd;
    private long syns;
    private long acks;

    @Override
    public String title()
    {
        return "bare Java loop (FFM): read, read, write";
    }

    @Override
    public void begin(final TunDevice device, final int handshakes)
    {
        fd = device.fd();
        syns = 0;
        acks = 0;
    }

    @Override
    public long end()
    {
        return Math.min(syns, acks);
    }

    @Override
    public void drain(final int frames)
    {
        final long address = memory.address();
        int emptyReads = 0;
        for (int read = 0; read < frames; )
        {
            final long lengthBytes = libc.read(fd, address, FRAME_BYTES);
            if (lengthBytes > 0)
            {
                read++;
                take(address, lengthBytes);
            }
            else if (!Errno.EAGAIN.is(lengthBytes) || ++emptyReads == MOST_EMPTY_READS)
            {
                throw new IllegalStateException("read: result=" + lengthBytes + " frames=" + read + " of " + frames);
            }
        }
    }

    private void take(final long address, final long lengthBytes)
    {
        if (frame.getByte(FLAGS) != SYN_FLAG)
        {
            acks++;
            return;
        }
        syns++;
        answer();
        final long written = libc.write(fd, address, lengthBytes);
        if (written != lengthBytes)
        {
            throw new IllegalStateException("write: result=" + written + " lengthBytes=" + lengthBytes);
        }
    }

    private void answer()
    {
        final long addresses = frame.getLong(IP_SOURCE, LITTLE_ENDIAN);
        frame.putLong(IP_SOURCE, Long.rotateRight(addresses, 32), LITTLE_ENDIAN);
        final int ports = frame.getInt(PORTS, LITTLE_ENDIAN);
        frame.putInt(PORTS, Integer.rotateRight(ports, 16), LITTLE_ENDIAN);
        final int ack = Integer.reverseBytes(frame.getInt(SEQ, LITTLE_ENDIAN)) + 1;
        final int ackAsStored = Integer.reverseBytes(ack);
        frame.putInt(ACK, ackAsStored, LITTLE_ENDIAN);
        frame.putByte(FLAGS, SYN_ACK_FLAGS);
        // RFC 1624 3: the complement's sum of the old checksum's complement and what was added to the words (from 0).
        int sum = (~frame.getShort(CHECKSUM, LITTLE_ENDIAN) & 0xFFFF) + (ackAsStored & 0xFFFF) + (ackAsStored >>> 16) +
            ACK_BIT_IN_WORD;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        frame.putShort(CHECKSUM, (short)~sum, LITTLE_ENDIAN);
    }
}
