package io.fourtuple.link;

/**
 * Controlled delay, RFC 8289: drops frames of a queue that has delayed all of them for longer than the target throughout an
 * interval, and more often the longer that lasts.
 * <pre>
 *   not dropping ── above target for an interval: drop ──> dropping ── each interval / sqrt(count): drop ──┐
 *        <────────────── below target, or at most an MTU waits ──────────────        <─────────────────────┘
 * </pre>
 */
final class CoDel
{
    private final long targetNs;
    private final long intervalNs;
    private final int mtuBytes;
    private boolean isAbove;
    private long firstAboveNs;
    private boolean isDropping;
    private boolean hasJustDropped;
    private long dropNextNs;
    private int count;
    private int lastCount;

    CoDel(final long targetNs, final long intervalNs, final int mtuBytes)
    {
        this.targetNs = targetNs;
        this.intervalNs = intervalNs;
        this.mtuBytes = mtuBytes;
    }

    /**
     * Decides on the frame at the queue's head, RFC 8289 5.5.
     *
     * @param nowNs     when it leaves the queue.
     * @param waitedNs  how long it has waited.
     * @param leftBytes that wait behind it.
     * @return whether to drop it, or to mark it.
     */
    boolean drops(final long nowNs, final long waitedNs, final long leftBytes)
    {
        final boolean isOk = isOkToDrop(nowNs, waitedNs, leftBytes);
        if (!isDropping)
        {
            if (isOk)
            {
                begin(nowNs);
            }
            return isOk;
        }
        if (!isOk)
        {
            isDropping = false;
            hasJustDropped = false;
            return false;
        }
        if (hasJustDropped)
        {
            hasJustDropped = false;
            dropNextNs = next(dropNextNs);
        }
        if (nowNs - dropNextNs < 0)
        {
            return false;
        }
        count++;
        hasJustDropped = true;
        return true;
    }

    private void begin(final long nowNs)
    {
        isDropping = true;
        // A rate that controlled the queue a short time ago is taken up again, RFC 8289 5.5.
        final int delta = count - lastCount;
        count = delta > 1 && nowNs - dropNextNs < 16 * intervalNs ? delta : 1;
        dropNextNs = next(nowNs);
        lastCount = count;
    }

    private boolean isOkToDrop(final long nowNs, final long waitedNs, final long leftBytes)
    {
        if (waitedNs < targetNs || leftBytes <= mtuBytes)
        {
            isAbove = false;
            return false;
        }
        if (!isAbove)
        {
            isAbove = true;
            firstAboveNs = nowNs + intervalNs;
            return false;
        }
        return nowNs - firstAboveNs >= 0;
    }

    private long next(final long ns)
    {
        return ns + (long)(intervalNs / Math.sqrt(count));
    }
}
