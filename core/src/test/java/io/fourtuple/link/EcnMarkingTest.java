package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.testing.Frames;
import io.fourtuple.wire.Checksum;

/** RFC 3168 5: a router may mark CE instead of dropping, but only what says ECT. */
class EcnMarkingTest
{
    private static final int CE = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldMarkIpv4OnlyIfEctAndKeepItsChecksumRight(final int ecn)
    {
        for (int dscp = 0; dscp < 64; dscp++)
        {
            final UnsafeBuffer frame = new UnsafeBuffer(Frames.segment(".").payload(1_000).bytes());
            frame.putByte(1, (byte)(dscp << 2 | ecn));
            frame.putShort(10, (short)0);
            Checksum.put(frame, 10, Checksum.add(0, frame, 0, 20));
            final EmulatedPath path = congested(frame);
            final int out = last(path);
            final boolean isCapable = ecn == 1 || ecn == 2;
            assertEquals(dscp << 2 | (isCapable ? CE : ecn), path.buffer().getByte(out + 1) & 0xFF);
            assertEquals(0xFFFF, Checksum.fold(Checksum.add(0, path.buffer(), out, 20)), "dscp=" + dscp);
            assertEquals(isCapable ? 1 : 0, path.count(PathCount.MARKED));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldMarkIpv6OnlyIfEct(final int ecn)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(Frames.segment(".").from(Endpoint.of("2001:db8::9", 40_000))
            .to(Endpoint.of("2001:db8::2", 80)).payload(1_000).bytes());
        frame.putByte(0, (byte)0x6A);
        frame.putByte(1, (byte)(0x80 | ecn << 4 | 0xC));
        final EmulatedPath path = congested(frame);
        final int out = last(path);
        final boolean isCapable = ecn == 1 || ecn == 2;
        assertEquals(0x6A, path.buffer().getByte(out));
        assertEquals(0x8C | (isCapable ? CE : ecn) << 4, path.buffer().getByte(out + 1) & 0xFF);
        assertEquals(isCapable ? 1 : 0, path.count(PathCount.MARKED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 19, 20, 39})
    void shouldLeaveAloneWhatIsNoIpHeader(final int lengthBytes)
    {
        for (final int first : new int[]{0x45, 0x60, 0x55})
        {
            final UnsafeBuffer frame = new UnsafeBuffer(new byte[lengthBytes]);
            frame.setMemory(0, lengthBytes, (byte)0x11);
            frame.putByte(0, (byte)first);
            final EmulatedPath path = new EmulatedPath(PathPlan.parse("rate=1m,ecn=1"), 1_500);
            path.offer(frame, 0, lengthBytes, 0);
            path.offer(frame, 0, lengthBytes, 0);
            assertEquals(lengthBytes >= 20 && first == 0x45 ? 2 : 0, path.count(PathCount.MARKED));
        }
    }

    /** Two frames find less than the threshold waiting, the third more. */
    private static EmulatedPath congested(final UnsafeBuffer frame)
    {
        final EmulatedPath path = new EmulatedPath(PathPlan.parse("rate=1m,ecn=1500"), 1_500);
        for (int i = 0; i < 3; i++)
        {
            path.offer(frame, 0, frame.capacity(), 0);
        }
        return path;
    }

    private static int last(final EmulatedPath path)
    {
        int last = EmulatedPath.NO_FRAME;
        for (int frame = path.poll(1_000_000_000); frame != EmulatedPath.NO_FRAME; frame = path.poll(1_000_000_000))
        {
            last = frame;
        }
        assertEquals(3, path.count(PathCount.DELIVERED));
        assertTrue(last >= 0);
        return last;
    }
}
