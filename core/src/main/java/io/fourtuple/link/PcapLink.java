package io.fourtuple.link;

/**
 * Captures the frames of a link, in both directions, in the order in which the loop sees them.
 * <pre>
 *   loop ── receive / commit ──> PcapLink ──> link
 *                                   └── a copy of each frame ──> PcapWriter
 * </pre>
 * Outermost it captures the frames that the engine sees; beneath a {@link FaultLink}, the frames on the wire.
 */
public final class PcapLink extends ForwardingLink
{
    private final PcapWriter writer;

    /**
     * @param link   whose frames are captured; closed with this one.
     * @param writer that takes them; closed with this link.
     */
    public PcapLink(final Link link, final PcapWriter writer)
    {
        super(link);
        this.writer = writer;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        final int count = link.receive(batch);
        for (int i = 0; i < count; i++)
        {
            writer.write(batch.buffer(), batch.offset(i), batch.lengthBytes(i));
        }
        return count;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        // Before the commit: after it the frame belongs to the link's reader.
        writer.write(link.txBuffer(), offset, lengthBytes);
        link.commit(offset, lengthBytes);
    }

    @Override
    public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        writer.write(link.txBuffer(), offset, lengthBytes);
        link.commitSegments(offset, lengthBytes, headerBytes, segmentBytes);
    }

    @Override
    public void flush()
    {
        link.flush();
        writer.flushIfDue();
    }

    @Override
    public void close()
    {
        writer.close();
        link.close();
    }
}
