package io.fourtuple.table;

import static io.fourtuple.table.TransferDescriptor.*;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;

/**
 * Keeps sent data until it is acknowledged: in transfers, which are chains of {@link Chunks}.
 * <pre>
 *   Transfer ──> chunk ──> chunk ──> chunk
 *                |..####|  |######|  |##....|
 *                   ^ SND.UNA           ^ next byte of send()
 *
 *   free ── allocate ──> owes: data is queued           the oldest is the one whose SND.UNA has stood still for the longest
 *     ^                    │ ^
 *     │         all acked  v │ sends again
 *     ├── free ──────── rests: has no chunk, but the path's SRTT and the like
 *     └── free ──────── receives: nothing to be sent, but data that arrived out of order is kept (ReceiveMemory)
 * </pre>
 * Transfer 0 is not used: 0 means none.
 */
public final class SendMemory
{
    private static final int NO_LIST = 0;
    private static final int OWES = 1;
    private static final int RESTS = 2;
    private static final int RECEIVES = 3;

    private final OffHeapArray transfers;
    private final Chunks chunks;
    private final SentRuns sentRuns;
    private final Flight forgotten = new Flight();
    private final AgeList owing;
    private final AgeList resting;
    private final AgeList receiving;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final int transferCount;
    private int freeTransfer;
    private int untouchedTransfer = 1;

    /**
     * @param settings capacities.
     */
    public SendMemory(final Settings settings)
    {
        this(settings, null);
    }

    /**
     * @param settings  capacities.
     * @param telemetry whose file gets the transfers' records, but not their data; null for none.
     */
    public SendMemory(final Settings settings, final Telemetry telemetry)
    {
        transferCount = transferCount(settings);
        transfers = OffHeapArray.zeroed(telemetry, "transfers",
            new SectionSize(Section.TRANSFERS, transferCount, TransferDescriptor.SHIFT));
        transfers.touched(transferCount);
        chunks = new Chunks(settings);
        sentRuns = new SentRuns(settings);
        owing = new AgeList(transfers, OLDER_OFFSET, NEWER_OFFSET);
        resting = new AgeList(transfers, OLDER_OFFSET, NEWER_OFFSET);
        receiving = new AgeList(transfers, OLDER_OFFSET, NEWER_OFFSET);
    }

    private static int transferCount(final Settings settings)
    {
        return settings.intValue(Setting.MAX_TRANSFERS) + 1;
    }

    /**
     * @param settings capacities.
     * @return bytes that send memory of them takes.
     */
    public static long neededBytes(final Settings settings)
    {
        return OffHeapArray.neededBytes(transferCount(settings), TransferDescriptor.SHIFT) +
            Chunks.neededBytes(settings) + SentRuns.neededBytes(settings);
    }

    /**
     * @return the number of an empty transfer, or 0 if there is none left.
     */
    public int allocate(final Transfer transfer)
    {
        final int number;
        if (freeTransfer != 0)
        {
            number = freeTransfer;
            freeTransfer = UnsafeApi.getInt(transfers.address(number) + NEXT_FREE_OFFSET);
        }
        else if (untouchedTransfer < transferCount)
        {
            number = untouchedTransfer++;
        }
        else
        {
            return 0;
        }
        wrap(transfer, number);
        for (int i = 0; i < 1 << TransferDescriptor.SHIFT; i += 8)
        {
            UnsafeApi.putLong(transfer.address + i, 0);
        }
        return number;
    }

    public void wrap(final Transfer transfer, final int number)
    {
        transfer.number = number;
        transfer.address = transfers.address(number);
    }

    /** What is in flight, of all transfers. */
    public SentRuns sentRuns()
    {
        return sentRuns;
    }

    private void forgetFlight(final Transfer transfer)
    {
        if (transfer.is(Transfer.TRACKED))
        {
            sentRuns.wrap(forgotten, transfer.number);
            sentRuns.clear(forgotten);
            transfer.clear(Transfer.TRACKED);
        }
    }

    /** Gives back a transfer and all its chunks; data that is kept out of order was given back before. */
    public void free(final Transfer transfer)
    {
        forgetFlight(transfer);
        freeChunks(transfer);
        unlist(transfer);
        UnsafeApi.putInt(transfer.address + NEXT_FREE_OFFSET, freeTransfer);
        freeTransfer = transfer.number;
    }

    private void freeChunks(final Transfer transfer)
    {
        int chunk = transfer.firstChunk();
        while (chunk != 0)
        {
            chunk = chunks.free(chunk);
        }
        transfer.firstChunk(0);
        transfer.firstOffset(0);
        transfer.lastChunk(0);
        transfer.lastBytes(0);
        transfer.queued(0);
        transfer.cursor(0, 0);
    }

    /**
     * Makes this transfer the youngest of those with data outstanding: SND.UNA has just moved on, or the first byte was queued.
     *
     * @param nowMs of the loop's clock.
     */
    public void owes(final Transfer transfer, final int nowMs)
    {
        transfer.sinceMs(nowMs);
        if (transfer.list() == OWES && owing.isNewest(transfer.number))
        {
            return;
        }
        unlist(transfer);
        transfer.list(OWES);
        owing.add(transfer.number);
    }

    /**
     * All data is acknowledged: keeps the transfer for a while, behind those that rest already.
     *
     * @param untilMs of the loop's clock.
     */
    public void rests(final Transfer transfer, final int untilMs)
    {
        forgetFlight(transfer);
        unlist(transfer);
        transfer.sinceMs(untilMs);
        transfer.list(RESTS);
        resting.add(transfer.number);
    }

    /** Nothing is sent, but data that arrived out of order is kept: of those, this transfer is now the youngest. */
    public void receives(final Transfer transfer)
    {
        forgetFlight(transfer);
        unlist(transfer);
        transfer.list(RECEIVES);
        receiving.add(transfer.number);
    }

    private void unlist(final Transfer transfer)
    {
        if (transfer.list() == OWES)
        {
            owing.remove(transfer.number);
        }
        else if (transfer.list() == RESTS)
        {
            resting.remove(transfer.number);
        }
        else if (transfer.list() == RECEIVES)
        {
            receiving.remove(transfer.number);
        }
        transfer.list(NO_LIST);
    }

    /**
     * @return the transfer with data outstanding whose SND.UNA has stood still for the longest, or 0.
     */
    public int oldestOwing()
    {
        return owing.oldest();
    }

    /**
     * @return the transfer that has rested for the longest, or 0.
     */
    public int oldestResting()
    {
        return resting.oldest();
    }

    /**
     * @return the transfer that is there for data out of order alone for the longest, or 0.
     */
    public int oldestReceiving()
    {
        return receiving.oldest();
    }

    /**
     * @return whether a transfer is there for sending: something is outstanding, or was lately.
     */
    public boolean isForSending(final Transfer transfer)
    {
        return transfer.list() == OWES || transfer.list() == RESTS;
    }

    /**
     * Appends bytes to the transfer's data.
     *
     * @return how many were taken: fewer than {@code length} when the pool is used up.
     */
    public int append(final Transfer transfer, final DirectBuffer source, final int offset, final int length)
    {
        int taken = 0;
        while (taken < length)
        {
            if (roomInLast(transfer) == 0)
            {
                final int chunk = transfer.lastChunk() == 0 ? chunks.takeFirst(length - taken) : chunks.takeLarge();
                if (chunk == 0)
                {
                    break;
                }
                link(transfer, chunk);
            }
            final int used = transfer.lastBytes();
            final int count = Math.min(length - taken, roomInLast(transfer));
            view.wrap(chunks.address(transfer.lastChunk()) + used, count);
            view.putBytes(0, source, offset + taken, count);
            transfer.lastBytes(used + count);
            taken += count;
        }
        transfer.queued(transfer.queued() + taken);
        return taken;
    }

    /**
     * Copies bytes out, for a segment.
     *
     * @param from distance of the first byte from SND.UNA.
     */
    public void copy(
        final Transfer transfer,
        final int from,
        final int length,
        final MutableDirectBuffer target,
        final int targetOffset)
    {
        int chunk = transfer.cursorChunk();
        int chunkStart = transfer.cursorBytes();
        if (chunk == 0 || from < chunkStart)
        {
            chunk = transfer.firstChunk();
            chunkStart = -transfer.firstOffset();
        }
        int copied = 0;
        while (copied < length)
        {
            final int chunkLength = chunks.length(chunk);
            final int within = from + copied - chunkStart;
            if (within >= chunkLength)
            {
                chunk = chunks.nextOf(chunk);
                chunkStart += chunkLength;
                continue;
            }
            final int count = Math.min(length - copied, chunkLength - within);
            view.wrap(chunks.address(chunk) + within, count);
            target.putBytes(targetOffset + copied, view, 0, count);
            copied += count;
        }
        transfer.cursor(chunk, chunkStart);
    }

    /**
     * Gives back the first bytes, which are acknowledged; with the last byte, also the last chunk.
     *
     * @param count at most {@link Transfer#queued()}.
     */
    public void release(final Transfer transfer, final int count)
    {
        if (count == transfer.queued())
        {
            freeChunks(transfer);
            return;
        }
        int start = transfer.firstOffset() + count;
        int chunk = transfer.firstChunk();
        transfer.queued(transfer.queued() - count);
        while (start >= chunks.length(chunk))
        {
            start -= chunks.length(chunk);
            chunk = chunks.free(chunk);
        }
        transfer.firstChunk(chunk);
        transfer.firstOffset(start);
        final int cursorBytes = transfer.cursorBytes() - count;
        transfer.cursor(cursorBytes < -start ? 0 : transfer.cursorChunk(), cursorBytes);
    }

    /**
     * @return bytes that {@link #append} could take for a transfer now.
     */
    public long room(final Transfer transfer)
    {
        return transfer.lastChunk() == 0 ? chunks.roomForFirst() : roomInLast(transfer) + chunks.freeLargeBytes();
    }

    /**
     * @return free bytes of the transfer's last chunk: they are its own, even if others wait for memory.
     */
    public int roomInLast(final Transfer transfer)
    {
        final int last = transfer.lastChunk();
        return last == 0 ? 0 : chunks.length(last) - transfer.lastBytes();
    }

    /**
     * @return bytes that {@link #append} could take for a transfer that is empty.
     */
    public long roomForFirst()
    {
        return chunks.roomForFirst();
    }

    /**
     * @return bytes of chunks that are free.
     */
    public long freeBytes()
    {
        return chunks.freeBytes();
    }

    public boolean isTransferFree()
    {
        return freeTransfer != 0 || untouchedTransfer < transferCount;
    }

    public long sizeBytes()
    {
        return transfers.sizeBytes() + chunks.sizeBytes() + sentRuns.sizeBytes();
    }

    private void link(final Transfer transfer, final int chunk)
    {
        if (transfer.lastChunk() == 0)
        {
            transfer.firstChunk(chunk);
            transfer.firstOffset(0);
            transfer.cursor(0, 0);
        }
        else
        {
            chunks.nextOf(transfer.lastChunk(), chunk);
        }
        transfer.lastChunk(chunk);
        transfer.lastBytes(0);
    }
}
