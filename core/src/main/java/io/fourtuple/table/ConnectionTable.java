package io.fourtuple.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.MappedSection;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.wire.Segment;

/**
 * All connections of one loop, by 4-tuple and by id. Each address family has an index, and a slab for each kind of record:
 * full records, and the compact ones of half-open connections and of TIME_WAIT. The top bits of a reference name the slab.
 * <pre>
 *   reference   30          29          28     27                       0   id   63          32                    0
 *               | half-open | TIME_WAIT | IPv6 |  record number          |       | generation |  reference         |
 * </pre>
 * Full records have an id, by which the application knows its connection; compact ones have none.
 */
public final class ConnectionTable
{
    /** No such connection, or no room for another one. */
    public static final int NONE = -1;

    /** Most hashes of one {@link #touch}. */
    public static final int MAX_TOUCHED = Index.MAX_TOUCHED;

    private static final int SLAB_SHIFT = 28;
    /** The record's number in a reference. */
    static final int NUMBER_MASK = (1 << SLAB_SHIFT) - 1;
    /** Set in references to IPv6 records. */
    static final int IPV6_BIT = 1 << SLAB_SHIFT;

    /** Half of the second-level cache of a small core. */
    private static final long SMALL_BYTES = 512 * 1024;

    final AddressFamilyTable ipv4;
    private final AddressFamilyTable ipv6;
    private final TupleHash hash;
    private final boolean isLarge;
    private final FreedPorts freedPorts = new FreedPorts();
    /** Sink of the loads ahead, so that the JIT keeps them; never read. */
    private int touched;

    /**
     * Takes all memory at once.
     *
     * @param settings capacities.
     * @param random   source of the hash's key.
     */
    public ConnectionTable(final Settings settings, final LongSupplier random)
    {
        this(settings, random, null);
    }

    /**
     * Takes all memory at once.
     *
     * @param settings  capacities.
     * @param random    source of the hash's key.
     * @param telemetry whose file gets the records, so that other processes can read them; null for none. The index, which can
     *                  be rebuilt from them, lies in this process alone.
     */
    public ConnectionTable(final Settings settings, final LongSupplier random, final Telemetry telemetry)
    {
        final AddressFamilyTable.Room ipv4Room = AddressFamilyTable.Room.of(settings, false);
        final AddressFamilyTable.Room ipv6Room = AddressFamilyTable.Room.of(settings, true);
        final List<SectionSize> sizes = new ArrayList<>(ipv4Room.sections());
        sizes.addAll(ipv6Room.sections());
        final List<MappedSection> mapped =
            OffHeapArray.append(telemetry, "connections", sizes.toArray(SectionSize[]::new));
        final int half = mapped.size() / 2;
        ipv4 = new AddressFamilyTable(ipv4Room, mapped.subList(0, half));
        ipv6 = new AddressFamilyTable(ipv6Room, mapped.subList(half, mapped.size()));
        hash = new TupleHash(random);
        isLarge = sizeBytes() > SMALL_BYTES;
    }

    /**
     * @param settings capacities.
     * @return bytes that a table of them takes.
     */
    public static long neededBytes(final Settings settings)
    {
        return AddressFamilyTable.Room.of(settings, false).neededBytes() + AddressFamilyTable.Room.of(settings, true).neededBytes();
    }

    /**
     * @param settings capacities.
     * @return the {@link #capacity()} of a table of them.
     */
    public static int capacity(final Settings settings)
    {
        return AddressFamilyTable.Room.of(settings, false).openRecords() + AddressFamilyTable.Room.of(settings, true).openRecords();
    }

    /**
     * @param settings capacities.
     * @return bytes that the {@link #stamps()} of a table of them take.
     */
    public static long stampsBytes(final Settings settings)
    {
        return RecordTimes.neededBytes(AddressFamilyTable.Room.of(settings, false).openRecords()) +
            RecordTimes.neededBytes(AddressFamilyTable.Room.of(settings, true).openRecords());
    }

    /**
     * @param settings capacities.
     * @return bytes that the {@link #halfOpenStamps()} of a table of them take.
     */
    public static long halfOpenStampsBytes(final Settings settings)
    {
        return RecordTimes.neededBytes(AddressFamilyTable.Room.of(settings, false).halfOpen()) +
            RecordTimes.neededBytes(AddressFamilyTable.Room.of(settings, true).halfOpen());
    }

    /** @return whether a {@linkplain #find found} reference is a TIME_WAIT entry's. */
    public static boolean isTimeWait(final int ref)
    {
        return (ref & RecordAddresses.TIME_WAIT_BIT) != 0;
    }

    /** @return whether a {@linkplain #find found} reference is a half-open connection's. */
    public static boolean isHalfOpen(final int ref)
    {
        // False for NONE, which has every bit.
        return (ref & Integer.MIN_VALUE | ref & RecordAddresses.HALF_OPEN_BIT) == RecordAddresses.HALF_OPEN_BIT;
    }

    static boolean isIpv6(final int ref)
    {
        return (ref & IPV6_BIT) != 0;
    }

    /** The hash of a 4-tuple, for {@link #find(FourTuple, long)} and {@link #touch} before it. */
    public long hash(final FourTuple key)
    {
        return key.isIpv6() ?
            hash.ipv6(key.remoteHi(), key.remoteLo(), key.localHi(), key.localLo(),
                key.remotePort() << 16 | key.localPort()) :
            hash.ipv4(key.remoteLo(), key.localLo(), key.remotePort(), key.localPort());
    }

    /**
     * Loads the memory that {@link #find(FourTuple, long)} will read for these hashes; of a table so small that it mostly lies
     * in a core's own cache, the index only. A loop calls this for a batch of frames before it takes each: a cache line loaded
     * alone costs ten times as much as one loaded together with others.
     *
     * @param isIpv6   the family of all of them.
     * @param hashes   as {@link #hash(FourTuple)} gives them.
     * @param count    of them, 0 to {@link #MAX_TOUCHED}.
     */
    public void touch(final boolean isIpv6, final long[] hashes, final int count)
    {
        final AddressFamilyTable family = family(isIpv6);
        touched = isLarge ? family.index.touch(hashes, count, family.records) : family.index.load(hashes, count);
    }

    /** @return the reference of the connection with this key, or {@link #NONE}. */
    public int find(final FourTuple key)
    {
        return find(key, hash(key));
    }

    /**
     * @param keyHash as {@link #hash(FourTuple)} gives it.
     * @return the reference of the connection with this key, or {@link #NONE}.
     */
    public int find(final FourTuple key, final long keyHash)
    {
        return key.isIpv6() ? ipv6.findIpv6(key, keyHash) : ipv4.findIpv4(key, keyHash);
    }

    /**
     * Adds a connection in state CLOSED; the caller has made sure by {@link #find} that there is none with this key.
     *
     * @param tcb positioned at the new record.
     * @return whether there was room.
     */
    public boolean add(final FourTuple key, final Tcb tcb)
    {
        return add(key, hash(key), tcb);
    }

    /**
     * Adds a connection in state CLOSED; the caller has made sure by {@link #find} that there is none with this key.
     *
     * @param keyHash as {@link #hash(FourTuple)} gives it.
     * @param tcb     positioned at the new record.
     * @return whether there was room.
     */
    public boolean add(final FourTuple key, final long keyHash, final Tcb tcb)
    {
        return family(key.isIpv6()).add(key, keyHash, tcb);
    }

    /** Whether {@link #add} of a connection of this family would find room. */
    public boolean hasRoom(final boolean isIpv6)
    {
        return family(isIpv6).hasRoom();
    }

    /** Takes a connection out of the index: its 4-tuple is free. The record stays until {@link #release(int)}. */
    public void unlink(final Tcb tcb)
    {
        freedPorts.removed(tcb.remotePort(), tcb.remoteLo(), tcb.localPort());
        family(tcb.isIpv6()).index.remove(hash(tcb), inIndex(tcb.ref()));
    }

    private long hash(final Tcb tcb)
    {
        // Repeated for FourTuple, Tcb and CompactEntry: a common interface would make their accessors virtual calls.
        return tcb.isIpv6() ?
            hash.ipv6(tcb.remoteHi(), tcb.remoteLo(), tcb.localHi(), tcb.localLo(),
                tcb.remotePort() << 16 | tcb.localPort()) :
            hash.ipv4(tcb.remoteLo(), tcb.localLo(), tcb.remotePort(), tcb.localPort());
    }

    private AddressFamilyTable family(final boolean isIpv6)
    {
        return isIpv6 ? ipv6 : ipv4;
    }

    /** A reference as the family's index has it. */
    static int inIndex(final int ref)
    {
        return ref & ~IPV6_BIT;
    }

    /**
     * Makes a TIME_WAIT entry from a connection. The 4-tuple still leads to the connection; {@link #enterTimeWait} or
     * {@link #release(CompactEntry)} has to follow.
     *
     * @param tcb   stays as it is.
     * @param entry positioned at the new record.
     * @param nowMs of the loop's clock.
     */
    public void prepareTimeWait(final Tcb tcb, final TimeWaitEntry entry, final int nowMs)
    {
        family(tcb.isIpv6()).prepareTimeWait(tcb, entry, nowMs);
    }

    /** Whether the family has more TIME_WAIT entries than its limit, one being prepared included. */
    public boolean isTimeWaitFull(final boolean isIpv6)
    {
        final AddressFamilyTable family = family(isIpv6);
        return family.timeWaitSize() > family.timeWaitCapacity();
    }

    /** Makes the 4-tuple lead to the entry; the connection's record stays until {@link #release(int)}. */
    public void enterTimeWait(final Tcb tcb, final TimeWaitEntry entry)
    {
        family(tcb.isIpv6()).index.replace(hash(tcb), inIndex(tcb.ref()), inIndex(entry.ref()));
    }

    /** Gives back an entry that no 4-tuple leads to. */
    public void release(final CompactEntry entry)
    {
        family(entry.isIpv6()).release(entry);
    }

    /**
     * Adds a half-open connection; the caller has made sure by {@link #find} that there is none with this key.
     *
     * @param keyHash as {@link #hash(FourTuple)} gives it.
     * @param iss     the ISN of our SYN-ACK.
     * @param syn     of the peer.
     * @param options agreed on.
     * @param entry   positioned at the new record.
     * @param nowMs   of the loop's clock.
     * @return whether there was room.
     */
    public boolean addHalfOpen(
        final FourTuple key,
        final long keyHash,
        final int iss,
        final Segment syn,
        final SynOptions options,
        final HalfOpenEntry entry,
        final int nowMs)
    {
        return family(key.isIpv6()).addHalfOpen(key, keyHash, iss, syn, options, entry, nowMs);
    }

    /**
     * Promotes a half-open connection to a full record, in state CLOSED: the 4-tuple leads to the record, and the entry is
     * given back.
     *
     * @param keyHash of its 4-tuple.
     * @param tcb     positioned at the new record.
     * @return whether there was room; if not, nothing has changed.
     */
    public boolean promote(final HalfOpenEntry entry, final FourTuple key, final long keyHash, final Tcb tcb)
    {
        return family(key.isIpv6()).promote(entry, key, keyHash, tcb);
    }

    /** Half-open connections of a family. */
    public int halfOpenSize(final boolean isIpv6)
    {
        return family(isIpv6).halfOpenSize();
    }

    /** Most half-open connections of a family. */
    public int halfOpenCapacity(final boolean isIpv6)
    {
        return family(isIpv6).halfOpenCapacity();
    }

    /** Whether all records of half-open connections of a family are in use. */
    public boolean isHalfOpenFull(final boolean isIpv6)
    {
        return halfOpenSize(isIpv6) == halfOpenCapacity(isIpv6);
    }

    /**
     * Iterates over all half-open records: the reference after one, in use or not.
     *
     * @param ref {@link #NONE} to begin.
     * @return the next one, or {@link #NONE} at the end.
     */
    public int nextHalfOpen(final int ref)
    {
        final int next = ref == NONE ? 0 : (ref & NUMBER_MASK) + 1;
        if (ref != NONE && isIpv6(ref))
        {
            return ipv6.halfOpenFrom(next);
        }
        final int found = ipv4.halfOpenFrom(next);
        return found == NONE ? ipv6.halfOpenFrom(0) : found;
    }

    /** Takes an entry out: its 4-tuple and its record are free. */
    public void remove(final CompactEntry entry)
    {
        remove(entry, hash(entry));
    }

    /**
     * Takes an entry out: its 4-tuple and its record are free.
     *
     * @param keyHash as {@link #hash(CompactEntry)} gives it.
     */
    public void remove(final CompactEntry entry, final long keyHash)
    {
        freedPorts.removed(entry.remotePort(), entry.remoteLo(), entry.localPort());
        family(entry.isIpv6()).index.remove(keyHash, inIndex(entry.ref()));
        release(entry);
    }

    /** The hash of an entry's 4-tuple, for {@link #touch} and {@link #remove(CompactEntry, long)}. */
    public long hash(final CompactEntry entry)
    {
        return entry.isIpv6() ?
            hash.ipv6(entry.remoteHi(), entry.remoteLo(), entry.localHi(), entry.localLo(),
                entry.remotePort() << 16 | entry.localPort()) :
            hash.ipv4(entry.remoteLo(), entry.localLo(), entry.remotePort(), entry.localPort());
    }

    /**
     * Positions a view at a reference of its kind, for which {@link #isTimeWait} or {@link #isHalfOpen} is true.
     *
     * @param nowMs of the loop's clock, for the view's times.
     */
    public void wrap(final CompactEntry entry, final int ref, final int nowMs)
    {
        family(isIpv6(ref)).wrap(entry, ref, nowMs);
    }

    /** Gives back a record that was {@linkplain #unlink(Tcb) unlinked}. */
    public void release(final int ref)
    {
        family(isIpv6(ref)).release(ref & NUMBER_MASK);
    }

    /** Positions a view at a reference. */
    public void wrap(final Tcb tcb, final int ref)
    {
        family(isIpv6(ref)).wrap(tcb, ref & NUMBER_MASK);
    }

    /**
     * Positions a view at the record of this id.
     *
     * @return false if the record has another connection by now, or the id never existed. The connection may have ended: its
     * state is CLOSED then.
     */
    public boolean wrapId(final Tcb tcb, final long id)
    {
        final int ref = (int)id;
        if (id <= 0 || ref < 0 || ref >>> SLAB_SHIFT > 1 || family(isIpv6(ref)).openFrom(ref & NUMBER_MASK) == NONE)
        {
            return false;
        }
        wrap(tcb, ref);
        return tcb.generation() == (int)(id >>> 32);
    }

    /**
     * Positions a view at the record of an id, be it again after an application was called.
     *
     * @return whether the connection is still open.
     */
    public boolean isOpen(final Tcb tcb, final long id)
    {
        return wrapId(tcb, id) && !tcb.isIn(TcpState.CLOSED);
    }

    /**
     * For going through all records: the reference after one, in use or not.
     *
     * @param ref {@link #NONE} to begin.
     * @return the next one, or {@link #NONE} at the end.
     */
    public int nextRecord(final int ref)
    {
        final int next = ref == NONE ? 0 : (ref & NUMBER_MASK) + 1;
        if (ref != NONE && isIpv6(ref))
        {
            return ipv6.openFrom(next);
        }
        final int found = ipv4.openFrom(next);
        return found == NONE ? ipv6.openFrom(0) : found;
    }

    public int size()
    {
        return ipv4.size() + ipv6.size();
    }

    /** The local ports of 4-tuples that become free. */
    public FreedPorts freedPorts()
    {
        return freedPorts;
    }

    /** TIME_WAIT entries, of both families. */
    public int timeWaitSize()
    {
        return ipv4.timeWaitSize() + ipv6.timeWaitSize();
    }

    /** Half-open connections, of both families. */
    public int halfOpenSize()
    {
        return ipv4.halfOpenSize() + ipv6.halfOpenSize();
    }

    /** Most half-open connections, of both families. */
    public int halfOpenCapacity()
    {
        return ipv4.halfOpenCapacity() + ipv6.halfOpenCapacity();
    }

    /** Most TIME_WAIT entries, of both families. */
    public int timeWaitCapacity()
    {
        return ipv4.timeWaitCapacity() + ipv6.timeWaitCapacity();
    }

    /** A time for each full record, of both families; the caller counts their memory. */
    public RecordTimes stamps()
    {
        return new RecordTimes(ipv4.capacity(), ipv6.capacity());
    }

    /** A time for each half-open record, of both families; the caller counts their memory. */
    public RecordTimes halfOpenStamps()
    {
        return new RecordTimes(ipv4.halfOpenCapacity(), ipv6.halfOpenCapacity());
    }

    /** All full records, of both families, spare ones included. */
    public int capacity()
    {
        return ipv4.capacity() + ipv6.capacity();
    }

    public long sizeBytes()
    {
        return ipv4.sizeBytes() + ipv6.sizeBytes();
    }
}
