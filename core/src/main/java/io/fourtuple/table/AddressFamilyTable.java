package io.fourtuple.table;

import static io.fourtuple.table.ConnectionTable.*;
import static io.fourtuple.table.TcbDescriptor.*;

import java.util.List;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.MappedSection;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.wire.Segment;

/**
 * The connections of one address family: a slab for each kind of record, and the index that leads to all of them. Its
 * references are the {@linkplain ConnectionTable table's}; the index stores them without the family's bit.
 */
final class AddressFamilyTable
{
    /** From an IPv6 record's remote address to its local one, in records of both kinds. */
    private static final int LOCAL_DISTANCE = LOCAL_IPV6_OFFSET - REMOTE_IPV6_OFFSET;

    /**
     * The most connections of each kind.
     *
     * @param isIpv6   the family.
     * @param open     full records in use.
     * @param timeWait in TIME_WAIT.
     * @param halfOpen in SYN_RCVD.
     */
    record Room(boolean isIpv6, int open, int timeWait, int halfOpen)
    {
        static Room of(final Settings settings, final boolean isIpv6)
        {
            return new Room(isIpv6,
                settings.intValue(isIpv6 ? Setting.MAX_CONNECTIONS_IPV6 : Setting.MAX_CONNECTIONS_IPV4),
                settings.intValue(isIpv6 ? Setting.TCP_MAX_TW_BUCKETS_IPV6 : Setting.TCP_MAX_TW_BUCKETS),
                settings.intValue(isIpv6 ? Setting.TCP_MAX_SYN_BACKLOG_IPV6 : Setting.TCP_MAX_SYN_BACKLOG));
        }

        /** The records as sections of a file: full, TIME_WAIT, half-open. */
        List<SectionSize> sections()
        {
            final int shift = isIpv6 ? CompactDescriptor.IPV6_SHIFT : CompactDescriptor.IPV4_SHIFT;
            return List.of(
                new SectionSize(isIpv6 ? Section.CONNECTIONS_IPV6 : Section.CONNECTIONS_IPV4,
                    openRecords(), openShift()),
                new SectionSize(isIpv6 ? Section.TIME_WAIT_IPV6 : Section.TIME_WAIT_IPV4, timeWaitRecords(), shift),
                new SectionSize(isIpv6 ? Section.HALF_OPEN_IPV6 : Section.HALF_OPEN_IPV4, halfOpen, shift));
        }

        /** Bytes of all records, of the application's longs beside IPv4 records, and of the index. */
        long neededBytes()
        {
            long bytes = Index.neededBytes(indexed()) + (isIpv6 ? 0 : Slab.userDataBytes(openRecords()));
            for (final SectionSize size : sections())
            {
                bytes += OffHeapArray.neededBytes(size.entries(), size.shift());
            }
            return bytes;
        }

        /** All full records, spare ones included. */
        int openRecords()
        {
            return Slab.records(open);
        }

        /** Entries of the index. */
        int indexed()
        {
            return open + timeWait + halfOpen;
        }

        private int openShift()
        {
            return isIpv6 ? IPV6_RECORD_SHIFT : IPV4_RECORD_SHIFT;
        }

        /** One spare: an entry is made before the policy says whether, and how long, it is to wait. */
        private int timeWaitRecords()
        {
            return timeWait + 1;
        }
    }

    final Index index;
    final RecordAddresses records;
    private final Slab open;
    private final CompactSlab timeWait;
    private final CompactSlab halfOpen;
    private final int bit;
    private final int maxTimeWait;

    /**
     * Takes all memory at once.
     *
     * @param mapped the {@link Room#sections()} in a file; empty if they are not in one.
     */
    AddressFamilyTable(final Room room, final List<MappedSection> mapped)
    {
        final List<SectionSize> sizes = room.sections();
        bit = room.isIpv6() ? IPV6_BIT : 0;
        maxTimeWait = room.timeWait();
        open = new Slab(memory(sizes, mapped, 0), room.open(), room.openShift(), !room.isIpv6());
        timeWait = new CompactSlab(memory(sizes, mapped, 1), room.timeWaitRecords(), sizes.get(1).shift(), false);
        halfOpen = new CompactSlab(memory(sizes, mapped, 2), room.halfOpen(), sizes.get(2).shift(), true);
        records = new RecordAddresses(open, room.openShift(), timeWait, halfOpen);
        index = new Index(room.indexed());
    }

    private static OffHeapArray memory(final List<SectionSize> sizes, final List<MappedSection> mapped, final int number)
    {
        final SectionSize size = sizes.get(number);
        return mapped.isEmpty() ? OffHeapArray.zeroed(size.entries(), size.shift()) :
            OffHeapArray.of(mapped.get(number), size.entries(), size.shift());
    }

    int findIpv4(final FourTuple key, final long keyHash)
    {
        return index.findIpv4(
            keyHash, records, addresses(key.remoteLo(), key.localLo()), ports(key.remotePort(), key.localPort()));
    }

    int findIpv6(final FourTuple key, final long keyHash)
    {
        final int ports = ports(key.remotePort(), key.localPort());
        int number = index.first(keyHash);
        while (number != Index.NONE)
        {
            final long record = records.address(number);
            final long remote = record + ((number & RecordAddresses.COMPACT_BITS) != 0 ?
                CompactDescriptor.REMOTE_IPV6_OFFSET : REMOTE_IPV6_OFFSET);
            if (UnsafeApi.getLong(remote + 8) == key.remoteLo() &&
                UnsafeApi.getLong(remote) == key.remoteHi() &&
                UnsafeApi.getLong(remote + LOCAL_DISTANCE + 8) == key.localLo() &&
                UnsafeApi.getLong(remote + LOCAL_DISTANCE) == key.localHi() &&
                UnsafeApi.getInt(record + PORTS_OFFSET) == ports)
            {
                return number | IPV6_BIT;
            }
            number = index.next();
        }
        return NONE;
    }

    boolean add(final FourTuple key, final long keyHash, final Tcb tcb)
    {
        final int number = begin(key, tcb);
        if (number == Slab.FULL)
        {
            return false;
        }
        index.insert(keyHash, number);
        return true;
    }

    boolean promote(final HalfOpenEntry entry, final FourTuple key, final long keyHash, final Tcb tcb)
    {
        final int number = begin(key, tcb);
        if (number == Slab.FULL)
        {
            return false;
        }
        index.replace(keyHash, inIndex(entry.ref()), number);
        release(entry);
        return true;
    }

    private int begin(final FourTuple key, final Tcb tcb)
    {
        final int number = open.allocate();
        if (number != Slab.FULL)
        {
            wrap(tcb, number);
            tcb.putKey(key);
            tcb.userData(0);
        }
        return number;
    }

    boolean addHalfOpen(
        final FourTuple key,
        final long keyHash,
        final int iss,
        final Segment syn,
        final SynOptions options,
        final HalfOpenEntry entry,
        final int nowMs)
    {
        final int number = halfOpen.allocate();
        if (number == CompactSlab.FULL)
        {
            return false;
        }
        wrap(entry, number | RecordAddresses.HALF_OPEN_BIT | bit, nowMs);
        entry.put(key, iss, syn, options);
        index.insert(keyHash, inIndex(entry.ref()));
        return true;
    }

    void prepareTimeWait(final Tcb tcb, final TimeWaitEntry entry, final int nowMs)
    {
        final int number = timeWait.allocate();
        if (number == CompactSlab.FULL)
        {
            throw new IllegalStateException("more TIME_WAIT entries than tcp_max_tw_buckets: entries=" + timeWait.used());
        }
        wrap(entry, number | RecordAddresses.TIME_WAIT_BIT | bit, nowMs);
        entry.copy(tcb);
        entry.enter();
    }

    /** @param number of a full record. */
    void wrap(final Tcb tcb, final int number)
    {
        tcb.ref = number | bit;
        open.wrap(tcb, number);
    }

    void wrap(final CompactEntry entry, final int ref, final int nowMs)
    {
        entry.wrap(records.address(inIndex(ref)), ref, nowMs);
    }

    /** @param number of a full record. */
    void release(final int number)
    {
        open.free(number);
    }

    void release(final CompactEntry entry)
    {
        records.compact(entry.ref()).free(entry.ref() & NUMBER_MASK);
    }

    /**
     * @param number of a full record.
     * @return its reference; {@link ConnectionTable#NONE} if it, and all after it, were never in use.
     */
    int openFrom(final int number)
    {
        return number < open.untouched() ? number | bit : NONE;
    }

    /**
     * @param number of a half-open record.
     * @return its reference; {@link ConnectionTable#NONE} if it, and all after it, were never in use.
     */
    int halfOpenFrom(final int number)
    {
        return number < halfOpen.untouched() ? number | RecordAddresses.HALF_OPEN_BIT | bit : NONE;
    }

    boolean hasRoom()
    {
        return open.hasRoom();
    }

    int size()
    {
        return open.used();
    }

    /** All full records, spare ones included. */
    int capacity()
    {
        return open.capacity();
    }

    int timeWaitSize()
    {
        return timeWait.used();
    }

    int timeWaitCapacity()
    {
        return maxTimeWait;
    }

    int halfOpenSize()
    {
        return halfOpen.used();
    }

    int halfOpenCapacity()
    {
        return halfOpen.capacity();
    }

    long sizeBytes()
    {
        return open.sizeBytes() + timeWait.sizeBytes() + halfOpen.sizeBytes() + index.sizeBytes();
    }
}
