package io.fourtuple.bench.tool.session;

import java.util.concurrent.atomic.AtomicLong;

import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/** Counts the frames of a link, apart from the engine's own counters, so that those can be checked. */
final class CountingLink extends ForwardingLink
{
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    CountingLink(final Link link)
    {
        super(link);
    }

    long received()
    {
        return received.get();
    }

    long sent()
    {
        return sent.get();
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        final int count = link.receive(batch);
        if (count > 0)
        {
            received.setRelease(received.getPlain() + count);
        }
        return count;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        // Counted first: a thread that sees the frame arrive must see it counted.
        sent.setRelease(sent.getPlain() + 1);
        link.commit(offset, lengthBytes);
    }

    @Override
    public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        sent.setRelease(sent.getPlain() + 1);
        link.commitSegments(offset, lengthBytes, headerBytes, segmentBytes);
    }
}
