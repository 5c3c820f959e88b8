package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.Frames;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;

/** Segments as the engine has them: whole frames that passed the border check. */
final class CheckedSegments
{
    private static final int ROOM = 256;

    private final IpCheck ipCheck = new IpCheck(LocalAddresses.all());
    private final TcpCheck tcpCheck = new TcpCheck(new Counters());
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(ROOM));

    Segment of(final Frames frames)
    {
        final byte[] frame = frames.bytes();
        buffer.putBytes(0, frame);
        final Segment segment = new Segment();
        assertNull(ipCheck.check(buffer, 0, frame.length, segment));
        assertNull(tcpCheck.check(segment));
        return segment;
    }
}
