package io.fourtuple.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.TcpDescriptor;

/** The SACK blocks of a segment that the engine has sent, by the peer's relative numbers: {@code 200:300 400:500}. */
final class SackOption
{
    private SackOption()
    {
    }

    static String of(final EngineFixture fixture, final SentSegment segment)
    {
        return of(fixture.ipv6, fixture.peerIss, segment);
    }

    static String of(final boolean ipv6, final int peerIss, final SentSegment segment)
    {
        final List<String> blocks = new ArrayList<>();
        final ByteBuffer frame = ByteBuffer.wrap(segment.frame());
        final int tcp = ipv6 ? 40 : 20;
        final int end = tcp + (frame.get(tcp + TcpDescriptor.DATA_OFFSET_OFFSET) >>> 2 & 0x3C);
        int at = tcp + TcpDescriptor.HEADER_LENGTH;
        while (at < end)
        {
            final int kind = frame.get(at);
            final int length = kind <= TcpDescriptor.OPTION_NOP ? 1 : frame.get(at + 1);
            for (int i = at + 2; kind == TcpDescriptor.OPTION_SACK && i < at + length; i += 8)
            {
                blocks.add(frame.getInt(i) - peerIss + ":" + (frame.getInt(i + 4) - peerIss));
            }
            at += length;
        }
        return String.join(" ", blocks);
    }
}
