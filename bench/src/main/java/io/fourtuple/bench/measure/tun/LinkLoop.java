package io.fourtuple.bench.measure.tun;

import org.agrona.MutableDirectBuffer;

import io.fourtuple.config.Setting;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/**
 * The engine's link without the engine: frames come in batches and leave through claim and commit, answered by {@link
 * SynAnswer}. What it takes longer than the bare loop is the link's, what the engine takes longer than it the engine's.
 */
final class LinkLoop implements HandshakeLoop
{
    private final FrameBatch batch = new FrameBatch((int)Setting.RECEIVE_BATCH.defaultValue());
    private Link link;
    private long syns;
    private long acks;

    @Override
    public String title()
    {
        return "the engine's link without the engine";
    }

    @Override
    public void begin(final TunDevice device, final int handshakes)
    {
        link = TunLinks.polled(device, new Counters(), batch.capacity());
        syns = 0;
        acks = 0;
    }

    @Override
    public void drain(final int frames)
    {
        int emptyReads = 0;
        for (int read = 0; read < frames; )
        {
            final int received = link.receive(batch);
            for (int i = 0; i < received; i++)
            {
                take(batch.offset(i), batch.lengthBytes(i));
            }
            read += received;
            if (received == 0 && ++emptyReads == MOST_EMPTY_READS)
            {
                throw new IllegalStateException("frames were lost: " + read + " of " + frames);
            }
        }
    }

    private void take(final int frame, final int lengthBytes)
    {
        if (!SynAnswer.isSyn(batch.buffer(), frame))
        {
            acks++;
            return;
        }
        syns++;
        // The batch is read only; the answer is made where it is sent from, as the engine does.
        final int offset = link.claim(lengthBytes);
        final MutableDirectBuffer buffer = link.txBuffer();
        buffer.putBytes(offset, batch.buffer(), frame, lengthBytes);
        SynAnswer.make(buffer, offset);
        link.commit(offset, lengthBytes);
    }

    @Override
    public long end()
    {
        return Math.min(syns, acks);
    }
}
