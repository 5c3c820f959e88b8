package io.fourtuple.bench.load.client;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.wire.Segment;

/** Gives the clients the server's frames, and the connections that the server's application was given. */
final class ServerInput
{
    private static final int RECEIVE_BATCH = 256;
    /** More than a ring of a megabyte holds. */
    private static final int MAX_BATCHES = 64;

    private final Link link;
    private final EstablishedFeed feed;
    private final ServerFrames frames;
    private final Clients clients;
    private final FrameBatch batch = new FrameBatch(RECEIVE_BATCH);

    ServerInput(final Link link, final EstablishedFeed feed, final ServerFrames frames, final Clients clients)
    {
        this.link = link;
        this.feed = feed;
        this.frames = frames;
        this.clients = clients;
    }

    /**
     * Takes all that is there, within bounds: under a flood most of it is answers to the flood, and room for the rest.
     *
     * @param counts of the run's phase, for the frames that are no client's.
     * @return frames and connections taken.
     */
    int turn(final LoadCounts counts)
    {
        int work = 0;
        int count = RECEIVE_BATCH;
        for (int i = 0; i < MAX_BATCHES && count == RECEIVE_BATCH; i++)
        {
            count = link.receive(batch);
            work += count;
            take(count, counts);
        }
        while (feed.next())
        {
            clients.onEstablished(feed.lo(), feed.port(), feed.ns());
            work++;
        }
        return work;
    }

    private void take(final int count, final LoadCounts counts)
    {
        for (int i = 0; i < count; i++)
        {
            final Segment segment = frames.check(batch.buffer(), batch.offset(i), batch.lengthBytes(i), counts);
            if (segment != null)
            {
                clients.onSegment(segment);
            }
        }
    }

    /** Passes over a batch of frames and all connections: the results stand, and nothing that comes now changes them. */
    void discard()
    {
        link.receive(batch);
        while (feed.next())
        {
            Thread.onSpinWait();
        }
    }
}
