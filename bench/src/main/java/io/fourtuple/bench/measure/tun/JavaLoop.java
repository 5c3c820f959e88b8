package io.fourtuple.bench.measure.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.tun.Errno;
import io.fourtuple.tun.Libc;
import io.fourtuple.tun.TunDevice;

/**
 * The floor in Java: {@link Libc#read} twice and {@link Libc#write} once a handshake, with no protocol. A SYN is
 * answered by {@link SynAnswer}, an ACK is counted.
 */
final class JavaLoop implements HandshakeLoop
{
    private static final int FRAME_BYTES = 2_048;

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
        fd = device.fd(0);
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
        if (!SynAnswer.isSyn(frame, 0))
        {
            acks++;
            return;
        }
        syns++;
        SynAnswer.make(frame, 0);
        final long written = libc.write(fd, address, lengthBytes);
        if (written != lengthBytes)
        {
            throw new IllegalStateException("write: result=" + written + " lengthBytes=" + lengthBytes);
        }
    }
}
