package io.fourtuple.link;

import org.agrona.MutableDirectBuffer;

/**
 * A link that passes every call on to another: a decorator overrides those that it changes. Decorators that stand around
 * each other share these call sites, so a forwarded call costs an interface call, about a nanosecond; a link that is not
 * decorated pays nothing.
 */
public abstract class ForwardingLink implements Link
{
    /** The decorated link. */
    protected final Link link;

    /** @param link to be decorated; closed with this one. */
    protected ForwardingLink(final Link link)
    {
        this.link = link;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        return link.receive(batch);
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return link.claim(lengthBytes);
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return link.txBuffer();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        link.commit(offset, lengthBytes);
    }

    @Override
    public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        link.commitSegments(offset, lengthBytes, headerBytes, segmentBytes);
    }

    @Override
    public void flush()
    {
        link.flush();
    }

    @Override
    public int mtuBytes()
    {
        return link.mtuBytes();
    }

    @Override
    public int maxFrameBytes()
    {
        return link.maxFrameBytes();
    }

    @Override
    public boolean isUp()
    {
        return link.isUp();
    }

    @Override
    public void close()
    {
        link.close();
    }
}
