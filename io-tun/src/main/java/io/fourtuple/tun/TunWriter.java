package io.fourtuple.tun;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

import io.fourtuple.telemetry.Counters;

/**
 * The sending half of a pump: ring to device, on a thread of its own. A frame that the device does not take now stays in the
 * ring. So the ring fills, the loop finds no room and counts LINK_TX_WAITS: that counter has a single writer.
 */
final class TunWriter implements Agent
{
    private static final int FRAME_LIMIT = 64;

    private final FrameWriter writer;
    private final OneToOneRingBuffer ring;
    private final TunDevice device;
    private final int cpu;
    private final ControlledMessageHandler onFrame = this::onFrame;

    TunWriter(final TunDevice device, final OneToOneRingBuffer ring, final Counters counters, final int cpu)
    {
        this.device = device;
        this.ring = ring;
        this.cpu = cpu;
        this.writer = new FrameWriter(device, 0, counters);
    }

    @Override
    public void onStart()
    {
        TunPump.pin(device, cpu);
    }

    @Override
    public int doWork()
    {
        return ring.controlledRead(onFrame, FRAME_LIMIT);
    }

    /** Sends the loop's last frames: the RSTs of the connections that it aborts. */
    @Override
    public void onClose()
    {
        while (doWork() > 0)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public String roleName()
    {
        return device.name() + "-writer";
    }

    private ControlledMessageHandler.Action onFrame(
        final int type, final MutableDirectBuffer buffer, final int index, final int lengthBytes)
    {
        if (writer.write(buffer.addressOffset() + index, lengthBytes) == FrameWriter.FULL)
        {
            return ControlledMessageHandler.Action.ABORT;
        }
        return ControlledMessageHandler.Action.CONTINUE;
    }
}
