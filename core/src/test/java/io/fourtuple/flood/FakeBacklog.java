package io.fourtuple.flood;

/** A listener's queues as a test wants them; empty at first, with room for 256, and for 1,024 of all listeners. */
final class FakeBacklog implements BacklogView
{
    private int length;
    private int young;
    private int limit = 256;
    private int records;
    private int recordLimit = 1_024;
    private boolean acceptQueueFull;

    /** So many half-open connections, all of this listener, and young. */
    FakeBacklog length(final int value)
    {
        length = value;
        young = value;
        records = value;
        return this;
    }

    FakeBacklog young(final int value)
    {
        young = value;
        return this;
    }

    FakeBacklog limit(final int value)
    {
        limit = value;
        return this;
    }

    /** Those of other listeners too. */
    FakeBacklog records(final int value)
    {
        records = value;
        return this;
    }

    FakeBacklog recordLimit(final int value)
    {
        recordLimit = value;
        return this;
    }

    FakeBacklog acceptQueueFull(final boolean value)
    {
        acceptQueueFull = value;
        return this;
    }

    boolean isFull()
    {
        return length >= limit || records >= recordLimit;
    }

    @Override
    public int length()
    {
        return length;
    }

    @Override
    public int young()
    {
        return young;
    }

    @Override
    public int limit()
    {
        return limit;
    }

    @Override
    public int records()
    {
        return records;
    }

    @Override
    public int recordLimit()
    {
        return recordLimit;
    }

    @Override
    public boolean isAcceptQueueFull()
    {
        return acceptQueueFull;
    }

    @Override
    public String toString()
    {
        return "length=" + length + " young=" + young + " limit=" + limit + " records=" + records +
            " recordLimit=" + recordLimit + " acceptQueueFull=" + acceptQueueFull;
    }
}
