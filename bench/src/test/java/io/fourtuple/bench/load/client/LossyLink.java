package io.fourtuple.bench.load.client;

import java.util.function.IntPredicate;

import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/** Drops frames as a test wants, by the flags of their IPv4 TCP header. */
final class LossyLink extends ForwardingLink
{
    private static final int FLAGS = IpDescriptor.IPV4_HEADER_LENGTH + TcpDescriptor.FLAGS_OFFSET;

    IntPredicate drop = flags -> false;
    boolean isFull;

    private final FrameBatch all = new FrameBatch(256);

    LossyLink(final Link link)
    {
        super(link);
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        link.receive(all);
        batch.reset(all.buffer());
        for (int i = 0; i < all.size(); i++)
        {
            if (!drop.test(all.buffer().getByte(all.offset(i) + FLAGS)))
            {
                batch.add(all.offset(i), all.lengthBytes(i));
            }
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return isFull ? NO_ROOM : link.claim(lengthBytes);
    }
}
