package io.fourtuple.tun;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * The receiving half of a pump: device to ring, on a thread of its own. A frame is read into a slot and copied into the ring,
 * because a ring needs the length before the device tells it. A small frame's copy costs nanoseconds, its read hundreds.
 */
final class TunReader implements Agent
{
    private static final int FRAME_LIMIT = 64;

    private final FrameReader reader;
    private final Counters counters;
    private final OneToOneRingBuffer ring;
    private final UnsafeBuffer slot;
    private final TunDevice device;
    private final int cpu;

    TunReader(final TunDevice device, final OneToOneRingBuffer ring, final Counters counters, final int cpu)
    {
        this.device = device;
        this.ring = ring;
        this.counters = counters;
        this.cpu = cpu;
        this.reader = new FrameReader(device, 0, counters);
        this.slot = TunLink.allocate(TunLink.slotBytes(device.mtuBytes()));
    }

    @Override
    public void onStart()
    {
        TunPump.pin(device, cpu);
    }

    @Override
    public int doWork()
    {
        int frames = 0;
        while (frames < FRAME_LIMIT && device.isPresent())
        {
            final int lengthBytes = reader.read(slot.addressOffset(), slot.capacity());
            if (lengthBytes == 0)
            {
                break;
            }
            frames++;
            if (!ring.write(RingLink.FRAME_TYPE_ID, slot, 0, lengthBytes))
            {
                counters.incrementShared(Counter.LINK_RX_DROPPED);
            }
        }
        return frames;
    }

    @Override
    public String roleName()
    {
        return device.name() + "-reader";
    }
}
