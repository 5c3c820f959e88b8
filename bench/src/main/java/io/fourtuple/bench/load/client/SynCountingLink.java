package io.fourtuple.bench.load.client;

import org.agrona.MutableDirectBuffer;

import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.Link;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Counts the SYNs that go out: the kernel has no counter of those it takes, but takes each frame within the write. One
 * thread sends, any may ask.
 */
final class SynCountingLink extends ForwardingLink
{
    private static final int MASK = TcpDescriptor.SYN | TcpDescriptor.ACK | TcpDescriptor.RST;

    private volatile long syns;
    private long counted;

    SynCountingLink(final Link link)
    {
        super(link);
    }

    /** SYNs sent by the last flush. */
    long syns()
    {
        return syns;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        final MutableDirectBuffer buffer = link.txBuffer();
        final int ipLength = (buffer.getByte(offset) & 0xF0) == 0x60 ?
            IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        if ((buffer.getByte(offset + ipLength + TcpDescriptor.FLAGS_OFFSET) & MASK) == TcpDescriptor.SYN)
        {
            counted++;
        }
        link.commit(offset, lengthBytes);
    }

    @Override
    public void flush()
    {
        link.flush();
        if (syns != counted)
        {
            syns = counted;
        }
    }
}
