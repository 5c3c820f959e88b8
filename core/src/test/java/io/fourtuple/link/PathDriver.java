package io.fourtuple.link;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

/** Offers numbered frames to a path, and takes what leaves it, in virtual time. */
final class PathDriver
{
    static final int MTU = 1_500;

    final EmulatedPath path;
    /** Numbers of the frames that left, and when. */
    final List<Integer> numbers = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    long nowNs;
    private int offered;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[MTU]);

    PathDriver(final String plan)
    {
        this(PathPlan.parse(plan));
    }

    PathDriver(final PathPlan plan)
    {
        path = new EmulatedPath(plan, MTU);
    }

    /** Offers a frame of zeros with its number in front, from 1. */
    PathDriver offer(final int lengthBytes)
    {
        frame.setMemory(0, lengthBytes, (byte)0);
        frame.putInt(0, ++offered);
        path.offer(frame, 0, lengthBytes, nowNs);
        return this;
    }

    PathDriver offer(final int frames, final int lengthBytes)
    {
        for (int i = 0; i < frames; i++)
        {
            offer(lengthBytes);
        }
        return this;
    }

    /** Moves time on, taking each frame when it is due. */
    PathDriver advance(final long ns)
    {
        final long endNs = nowNs + ns;
        for (long nextNs = path.nextNs(); nextNs != EmulatedPath.NEVER && nextNs <= endNs; nextNs = path.nextNs())
        {
            nowNs = Math.max(nowNs, nextNs);
            take();
        }
        nowNs = endNs;
        return this;
    }

    void take()
    {
        for (int at = path.poll(nowNs); at != EmulatedPath.NO_FRAME; at = path.poll(nowNs))
        {
            numbers.add(path.buffer().getInt(at));
            times.add(nowNs);
            path.release(at);
        }
    }

    long count(final PathCount count)
    {
        return path.count(count);
    }
}
