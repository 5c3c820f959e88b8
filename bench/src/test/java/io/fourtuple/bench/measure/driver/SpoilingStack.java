package io.fourtuple.bench.measure.driver;

import java.util.function.ObjIntConsumer;

import org.agrona.MutableDirectBuffer;

/** A stack whose answers something is done to before the driver sees them. */
final class SpoilingStack implements Stack
{
    private final Stack stack;
    private final ObjIntConsumer<MutableDirectBuffer> spoil;
    private int accepted;

    /**
     * @param spoil told of each answer: the buffer, and its offset there.
     */
    SpoilingStack(final Stack stack, final ObjIntConsumer<MutableDirectBuffer> spoil)
    {
        this.stack = stack;
        this.spoil = spoil;
    }

    /** Keeps one accepted connection to itself. */
    SpoilingStack hidingOneAccepted()
    {
        accepted = 1;
        return this;
    }

    @Override
    public DriverLink link()
    {
        return stack.link();
    }

    @Override
    public void work()
    {
        stack.work();
        for (int i = 0; i < link().replies(); i++)
        {
            spoil.accept(link().txBuffer(), link().replyOffset(i));
        }
    }

    @Override
    public long accepted()
    {
        return Math.max(0, stack.accepted() - accepted);
    }
}
