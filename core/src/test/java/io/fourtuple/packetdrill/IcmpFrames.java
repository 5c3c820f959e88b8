package io.fourtuple.packetdrill;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.testing.Frames;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** Builds ICMP errors that quote a segment of ours (RFC 792, RFC 4443). */
final class IcmpFrames
{
    private static final int ICMP_HEADER = 8;
    private static final int QUOTED_TCP = 8;
    private static final List<String> CODES_IPV4 =
        List.of("net", "host", "protocol", "port", "frag_needed", "source_route_failed");
    private static final List<String> CODES_IPV6 =
        List.of("no_route", "admin_prohibited", "not_neighbour", "addr", "port");

    private IcmpFrames()
    {
    }

    /**
     * @param local where the quoted segment came from.
     * @param seq   of the quoted segment.
     */
    static byte[] error(final Event.IcmpSpec spec, final Endpoint local, final Endpoint peer, final int seq)
    {
        final boolean ipv6 = local.family() == 6;
        final int ip = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        final byte[] quoted = Frames.segment(".").from(local).to(peer).seq(seq).bytes();
        final byte[] outer = Frames.segment(".").from(peer).to(local).bytes();
        final int length = ICMP_HEADER + ip + QUOTED_TCP;
        final byte[] frame = new byte[ip + length];
        System.arraycopy(outer, 0, frame, 0, ip);
        System.arraycopy(quoted, 0, frame, ip + ICMP_HEADER, ip + QUOTED_TCP);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final boolean isTooBig = ipv6 && spec.type().equals("packet_too_big");
        if (!isTooBig && !spec.type().equals("unreachable"))
        {
            throw new IllegalArgumentException("unknown ICMP type: " + spec.type());
        }
        buffer.putByte(ip, (byte)(isTooBig ? 2 : ipv6 ? 1 : 3));
        buffer.putByte(ip + 1, (byte)(isTooBig ? 0 : code(spec.code(), ipv6)));
        buffer.putInt(ip + 4, spec.mtuBytes(), BIG_ENDIAN);
        if (ipv6)
        {
            buffer.putShort(4, (short)length, BIG_ENDIAN);
            buffer.putByte(IpDescriptor.IPV6_NEXT_HEADER_OFFSET, (byte)IpDescriptor.PROTOCOL_ICMPV6);
            final long addresses = Checksum.add(0, buffer, IpDescriptor.IPV6_SOURCE_OFFSET, 32);
            final long pseudo = Checksum.addPseudo(addresses, length, IpDescriptor.PROTOCOL_ICMPV6);
            Checksum.put(buffer, ip + 2, Checksum.add(pseudo, buffer, ip, length));
        }
        else
        {
            buffer.putShort(2, (short)(ip + length), BIG_ENDIAN);
            buffer.putByte(IpDescriptor.IPV4_PROTOCOL_OFFSET, (byte)IpDescriptor.PROTOCOL_ICMP);
            buffer.putShort(IpDescriptor.IPV4_CHECKSUM_OFFSET, (short)0);
            Checksum.put(buffer, IpDescriptor.IPV4_CHECKSUM_OFFSET, Checksum.add(0, buffer, 0, ip));
            Checksum.put(buffer, ip + 2, Checksum.add(0, buffer, ip, length));
        }
        return frame;
    }

    private static int code(final String name, final boolean ipv6)
    {
        final List<String> codes = ipv6 ? CODES_IPV6 : CODES_IPV4;
        final int code = codes.indexOf(name.replaceAll("_(unreachable|unreach)$", ""));
        if (code < 0)
        {
            throw new IllegalArgumentException("unknown code of ICMP unreachable: " + name + ", known: " + codes);
        }
        return code;
    }
}
