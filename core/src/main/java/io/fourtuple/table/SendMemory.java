package io.fourtuple.table;

import static io.fourtuple.table.TransferDescriptor.NEXT_FREE_OFFSET;

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
 * Where sent data waits until it is acknowledged: one pool of equal chunks for all connections, and the transfers that
 * hold chains of them.
 * <pre>
 *   Transfer ──> chunk ──> chunk ──> chunk
 *                |..####|  |######|  |##....|
 *                   ^ SND.UNA           ^ next byte of send()
 * </pre>
 * Transfer 0 and chunk 0 are not used: 0 means none.
 */
public final class SendMemory
{
    /** Bytes of a chunk. */
    static final int CHUNK_LENGTH = 2_048;
    private static final int CHUNK_SHIFT = 11;

    private final Memory transfers;
    private final Memory chunks;
    private final Memory nextChunks;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final int transferCount;
    private final int chunkCount;
    private int freeTransfer;
    private int untouchedTransfer = 1;
    private int freeChunk;
    private int untouchedChunk = 1;
    private int freeChunks;

    /**
     * @param settings capacities.
     */
    public SendMemory(final Settings settings)
    {
        this(settings, null);
    }

    /**
     * @param settings  capacities.
     * @param telemetry whose file is to have what is said of each transfer, but not its data; null for none.
     */
    public SendMemory(final Settings settings, final Telemetry telemetry)
    {
        transferCount = settings.intValue(Setting.MAX_TRANSFERS) + 1;
        chunkCount = Math.toIntExact(settings.get(Setting.SEND_MEMORY) / CHUNK_LENGTH) + 1;
        transfers = Memory.zeroed(telemetry, "transfers",
            new SectionSize(Section.TRANSFERS, transferCount, TransferDescriptor.SHIFT));
        transfers.touched(transferCount);
        chunks = Memory.zeroed(chunkCount, CHUNK_SHIFT);
        nextChunks = Memory.zeroed(chunkCount, 2);
        freeChunks = chunkCount - 1;
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
        for (int i = 0; i < 64; i += 8)
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

    /** Gives back a transfer and all chunks it holds. */
    public void free(final Transfer transfer)
    {
        int chunk = transfer.firstChunk();
        while (chunk != 0)
        {
            final int next = nextOf(chunk);
            freeChunk(chunk);
            chunk = next;
        }
        UnsafeApi.putInt(transfer.address + NEXT_FREE_OFFSET, freeTransfer);
        freeTransfer = transfer.number;
    }

    /**
     * Takes bytes behind those the transfer holds.
     *
     * @return how many were taken: fewer than {@code length} when the pool is used up.
     */
    public int append(final Transfer transfer, final DirectBuffer source, final int offset, final int length)
    {
        int taken = 0;
        while (taken < length)
        {
            if (transfer.lastChunk() == 0 || transfer.lastBytes() == CHUNK_LENGTH)
            {
                final int chunk = takeChunk();
                if (chunk == 0)
                {
                    break;
                }
                link(transfer, chunk);
            }
            final int chunk = transfer.lastChunk();
            final int used = transfer.lastBytes();
            final int count = Math.min(length - taken, CHUNK_LENGTH - used);
            view.wrap(chunks.address(chunk) + used, count);
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
            final int within = from + copied - chunkStart;
            if (within >= CHUNK_LENGTH)
            {
                chunk = nextOf(chunk);
                chunkStart += CHUNK_LENGTH;
                continue;
            }
            final int count = Math.min(length - copied, CHUNK_LENGTH - within);
            view.wrap(chunks.address(chunk) + within, count);
            target.putBytes(targetOffset + copied, view, 0, count);
            copied += count;
        }
        transfer.cursor(chunk, chunkStart);
    }

    /**
     * Gives back the first bytes: they are acknowledged.
     *
     * @param count at most {@link Transfer#queued()}.
     */
    public void release(final Transfer transfer, final int count)
    {
        int start = transfer.firstOffset() + count;
        int chunk = transfer.firstChunk();
        transfer.queued(transfer.queued() - count);
        while (start >= CHUNK_LENGTH)
        {
            final int next = nextOf(chunk);
            freeChunk(chunk);
            chunk = next;
            start -= CHUNK_LENGTH;
        }
        if (chunk == 0)
        {
            transfer.lastChunk(0);
            transfer.lastBytes(0);
            start = 0;
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
        final int inLast = transfer.lastChunk() == 0 ? 0 : CHUNK_LENGTH - transfer.lastBytes();
        return inLast + (long)freeChunks * CHUNK_LENGTH;
    }

    /**
     * @return bytes of chunks that are free.
     */
    public long freeBytes()
    {
        return (long)freeChunks * CHUNK_LENGTH;
    }

    public boolean isTransferFree()
    {
        return freeTransfer != 0 || untouchedTransfer < transferCount;
    }

    public long sizeBytes()
    {
        return transfers.sizeBytes() + chunks.sizeBytes() + nextChunks.sizeBytes();
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
            nextOf(transfer.lastChunk(), chunk);
        }
        transfer.lastChunk(chunk);
        transfer.lastBytes(0);
    }

    private int takeChunk()
    {
        final int chunk;
        if (freeChunk != 0)
        {
            chunk = freeChunk;
            freeChunk = nextOf(chunk);
        }
        else if (untouchedChunk < chunkCount)
        {
            chunk = untouchedChunk++;
        }
        else
        {
            return 0;
        }
        nextOf(chunk, 0);
        freeChunks--;
        return chunk;
    }

    private void freeChunk(final int chunk)
    {
        nextOf(chunk, freeChunk);
        freeChunk = chunk;
        freeChunks++;
    }

    private int nextOf(final int chunk)
    {
        return UnsafeApi.getInt(nextChunks.address(chunk));
    }

    private void nextOf(final int chunk, final int next)
    {
        UnsafeApi.putInt(nextChunks.address(chunk), next);
    }
}
