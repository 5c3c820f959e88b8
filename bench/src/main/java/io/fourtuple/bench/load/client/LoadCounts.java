package io.fourtuple.bench.load.client;

import io.fourtuple.bench.base.Json;

/**
 * Outcomes of connections and frames. Written by the generator's thread; a result holds copies that do not change.
 * <pre>
 *   offered ──> opened ──┬──> established ──> finished | reset, stalled
 *   (its time   (SYN     ├──> timed out, refused, reset        failed = timed out + refused + reset
 *    has come)   sent)   └──> still under way
 * </pre>
 */
public final class LoadCounts
{
    long offered;
    long opened;
    long synAcks;
    long established;
    long timedOut;
    long refused;
    long reset;
    long finished;
    long broken;
    long failedAfterLoss;
    long synRetransmits;
    long retransmits;
    long framesSent;
    long framesLost;
    long wrongFrames;
    long floodDue;
    long floodSent;
    long floodLost;
    long backscatter;

    /** Adds all of another's values. */
    void add(final LoadCounts other)
    {
        offered += other.offered;
        opened += other.opened;
        synAcks += other.synAcks;
        established += other.established;
        timedOut += other.timedOut;
        refused += other.refused;
        reset += other.reset;
        finished += other.finished;
        broken += other.broken;
        failedAfterLoss += other.failedAfterLoss;
        synRetransmits += other.synRetransmits;
        retransmits += other.retransmits;
        framesSent += other.framesSent;
        framesLost += other.framesLost;
        wrongFrames += other.wrongFrames;
        floodDue += other.floodDue;
        floodSent += other.floodSent;
        floodLost += other.floodLost;
        backscatter += other.backscatter;
    }

    /** Takes all values back to 0. */
    void clear()
    {
        subtract(this);
    }

    private void subtract(final LoadCounts other)
    {
        offered -= other.offered;
        opened -= other.opened;
        synAcks -= other.synAcks;
        established -= other.established;
        timedOut -= other.timedOut;
        refused -= other.refused;
        reset -= other.reset;
        finished -= other.finished;
        broken -= other.broken;
        failedAfterLoss -= other.failedAfterLoss;
        synRetransmits -= other.synRetransmits;
        retransmits -= other.retransmits;
        framesSent -= other.framesSent;
        framesLost -= other.framesLost;
        wrongFrames -= other.wrongFrames;
        floodDue -= other.floodDue;
        floodSent -= other.floodSent;
        floodLost -= other.floodLost;
        backscatter -= other.backscatter;
    }

    /** @return what was added since an earlier copy. */
    LoadCounts since(final LoadCounts earlier)
    {
        final LoadCounts difference = copy();
        difference.subtract(earlier);
        return difference;
    }

    LoadCounts copy()
    {
        final LoadCounts copy = new LoadCounts();
        copy.add(this);
        return copy;
    }

    /** Connections whose time came. */
    public long offered()
    {
        return offered;
    }

    /** Connections whose SYN was handed to the link. */
    public long opened()
    {
        return opened;
    }

    /** Connections that got a SYN-ACK. */
    public long synAcks()
    {
        return synAcks;
    }

    /** Connections that the server's application was given. */
    public long established()
    {
        return established;
    }

    /** Connections given up after the patience without having been established. */
    public long timedOut()
    {
        return timedOut;
    }

    /** Connections whose SYN was answered by a RST. */
    public long refused()
    {
        return refused;
    }

    /** Connections that got a RST between SYN-ACK and being established. */
    public long reset()
    {
        return reset;
    }

    /** Connections not established, for any of the three reasons. */
    public long failed()
    {
        return timedOut + refused + reset;
    }

    /** Failed connections that had a frame lost at the link: their handshake did not reach the target as a whole. */
    public long failedAfterLoss()
    {
        return failedAfterLoss;
    }

    /** Established connections that did all they were to do and were closed. */
    public long finished()
    {
        return finished;
    }

    /** Established connections that were reset, or given up, before they were closed. */
    public long broken()
    {
        return broken;
    }

    /** SYNs sent again. */
    public long synRetransmits()
    {
        return synRetransmits;
    }

    /** Requests and FINs sent again. */
    public long retransmits()
    {
        return retransmits;
    }

    /** Frames of real clients that the link took. */
    public long framesSent()
    {
        return framesSent;
    }

    /** Frames of real clients that the link had no room for. */
    public long framesLost()
    {
        return framesLost;
    }

    /** Frames to a client that were malformed, or had a wrong checksum. */
    public long wrongFrames()
    {
        return wrongFrames;
    }

    /** Frames of the flood whose time came. */
    public long floodDue()
    {
        return floodDue;
    }

    /** Frames of the flood that the link took. */
    public long floodSent()
    {
        return floodSent;
    }

    /** Frames of the flood that the link had no room for; those that the generator was too slow for are in neither. */
    public long floodLost()
    {
        return floodLost;
    }

    /** Answers to the flood. */
    public long backscatter()
    {
        return backscatter;
    }

    /** Those that are not established, failed, or never opened: under way. */
    public long pending()
    {
        return opened - established - failed();
    }

    /** @return the share of the offered connections that were established, 0 to 1; 1 if none was offered. */
    public double establishedShare()
    {
        return offered == 0 ? 1 : (double)established / offered;
    }

    /** @return the same of those that lost no frame at the link on their way to the target. */
    public double establishedShareOfReached()
    {
        final long reached = established + failed() - failedAfterLoss;
        return reached == 0 ? 1 : (double)established / reached;
    }

    /** For a result file. */
    public Json json()
    {
        return new Json().put("offered", offered).put("opened", opened).put("syn_acks", synAcks)
            .put("established", established).put("timed_out", timedOut).put("refused", refused).put("reset", reset)
            .put("failed", failed()).put("pending", pending()).put("failed_after_loss", failedAfterLoss)
            .put("finished", finished).put("broken", broken).put("syn_retransmits", synRetransmits).put("retransmits", retransmits)
            .put("frames_sent", framesSent).put("frames_lost", framesLost).put("wrong_frames", wrongFrames)
            .put("flood_due", floodDue).put("flood_sent", floodSent).put("flood_lost", floodLost)
            .put("backscatter", backscatter).put("established_share", establishedShare());
    }
}
