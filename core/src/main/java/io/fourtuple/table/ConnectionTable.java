package io.fourtuple.table;

import static io.fourtuple.table.TcbDescriptor.*;

import java.util.function.LongSupplier;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.wire.Segment;

/**
 * All connections of one loop, by 4-tuple and by id. One index a family, and one slab for each kind of record: full ones,
 * and the compact ones of connections in TIME_WAIT and of half-open ones. The top bits of a reference say which slab it is
 * for.
 * <pre>
 *   reference   30          29     28     27                       0        id   63          32                    0
 *               | half-open | held | IPv6 |  record number          |            | generation |  reference         |
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
    private static final int IPV6_BIT = 1 << SLAB_SHIFT;

    /** Half of the second cache of a small core of today. */
    private static final long SMALL_BYTES = 512 * 1024;

    /** From an IPv6 record's remote address to its local one, in records of both kinds. */
    private static final int LOCAL_DISTANCE = LOCAL_IPV6_OFFSET - REMOTE_IPV6_OFFSET;

    private final Slab ipv4;
    private final Slab ipv6;
    private final CompactSlab heldIpv4;
    private final CompactSlab heldIpv6;
    private final CompactSlab halfOpenIpv4;
    private final CompactSlab halfOpenIpv6;
    private final Records ipv4Records;
    private final Records ipv6Records;
    private final int maxHeldIpv4;
    private final int maxHeldIpv6;
    private final Index ipv4Index;
    private final Index ipv6Index;
    private final TupleHash hash;
    private final boolean isLarge;
    private final FreedPorts freedPorts = new FreedPorts();
    /** Of no meaning: what is loaded ahead must end somewhere. */
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
     * @param telemetry whose file is to have the records, so that other processes can read them; null for none. The index,
     *                  which can be made of them anew, lies in this process alone.
     */
    public ConnectionTable(final Settings settings, final LongSupplier random, final Telemetry telemetry)
    {
        final int ipv4Capacity = settings.intValue(Setting.MAX_CONNECTIONS_IPV4);
        final int ipv6Capacity = settings.intValue(Setting.MAX_CONNECTIONS_IPV6);
        maxHeldIpv4 = settings.intValue(Setting.TCP_MAX_TW_BUCKETS);
        maxHeldIpv6 = settings.intValue(Setting.TCP_MAX_TW_BUCKETS_IPV6);
        final int maxHalfOpenIpv4 = settings.intValue(Setting.TCP_MAX_SYN_BACKLOG);
        final int maxHalfOpenIpv6 = settings.intValue(Setting.TCP_MAX_SYN_BACKLOG_IPV6);
        // One more than may be held: it is made before it is known whether there is room, and for how long.
        final int heldCapacityIpv4 = maxHeldIpv4 + 1;
        final int heldCapacityIpv6 = maxHeldIpv6 + 1;
        final Telemetry file = fileFor(telemetry,
            (long)ipv4Capacity << IPV4_RECORD_SHIFT,
            (long)ipv6Capacity << IPV6_RECORD_SHIFT,
            (long)heldCapacityIpv4 << CompactDescriptor.IPV4_SHIFT,
            (long)heldCapacityIpv6 << CompactDescriptor.IPV6_SHIFT,
            (long)maxHalfOpenIpv4 << CompactDescriptor.IPV4_SHIFT,
            (long)maxHalfOpenIpv6 << CompactDescriptor.IPV6_SHIFT);
        ipv4 = slab(file, Section.CONNECTIONS_IPV4, ipv4Capacity, IPV4_RECORD_SHIFT);
        ipv6 = slab(file, Section.CONNECTIONS_IPV6, ipv6Capacity, IPV6_RECORD_SHIFT);
        heldIpv4 = compactSlab(file, Section.TIME_WAIT_IPV4, heldCapacityIpv4, CompactDescriptor.IPV4_SHIFT);
        heldIpv6 = compactSlab(file, Section.TIME_WAIT_IPV6, heldCapacityIpv6, CompactDescriptor.IPV6_SHIFT);
        halfOpenIpv4 = compactSlab(file, Section.HALF_OPEN_IPV4, maxHalfOpenIpv4, CompactDescriptor.IPV4_SHIFT);
        halfOpenIpv6 = compactSlab(file, Section.HALF_OPEN_IPV6, maxHalfOpenIpv6, CompactDescriptor.IPV6_SHIFT);
        ipv4Records = new Records(ipv4, IPV4_RECORD_SHIFT, heldIpv4, halfOpenIpv4);
        ipv6Records = new Records(ipv6, IPV6_RECORD_SHIFT, heldIpv6, halfOpenIpv6);
        ipv4Index = new Index(ipv4Capacity + maxHeldIpv4 + halfOpenIpv4.capacity());
        ipv6Index = new Index(ipv6Capacity + maxHeldIpv6 + halfOpenIpv6.capacity());
        hash = new TupleHash(random);
        isLarge = sizeBytes() > SMALL_BYTES;
    }

    /** The telemetry if its file can take all records, or else null: some of them alone would say little. */
    private static Telemetry fileFor(final Telemetry telemetry, final long... lengthsBytes)
    {
        return telemetry != null && telemetry.hasRoom("connections", lengthsBytes) ? telemetry : null;
    }

    private static Slab slab(final Telemetry file, final Section section, final int capacity, final int shift)
    {
        return new Slab(
            Memory.zeroed(file, section, capacity, shift), capacity, shift, section == Section.CONNECTIONS_IPV4);
    }

    private static CompactSlab compactSlab(
        final Telemetry file, final Section section, final int capacity, final int shift)
    {
        return new CompactSlab(Memory.zeroed(file, section, capacity, shift), capacity, shift,
            section == Section.HALF_OPEN_IPV4 || section == Section.HALF_OPEN_IPV6);
    }

    /**
     * @return whether a reference that was {@linkplain #find found} is of a record in TIME_WAIT.
     */
    public static boolean isHeld(final int ref)
    {
        return (ref & Records.HELD_BIT) != 0;
    }

    /**
     * @return whether a reference that was {@linkplain #find found} is of a half-open connection.
     */
    public static boolean isHalfOpen(final int ref)
    {
        // Not NONE, which has every bit.
        return (ref & Integer.MIN_VALUE | ref & Records.HALF_OPEN_BIT) == Records.HALF_OPEN_BIT;
    }

    static boolean isIpv6(final int ref)
    {
        return (ref & IPV6_BIT) != 0;
    }

    /**
     * The hash of a 4-tuple, for {@link #find(FourTuple, long)} and {@link #touch} before it.
     */
    public long hash(final FourTuple key)
    {
        return key.isIpv6() ?
            hash.ipv6(key.remoteHi(), key.remoteLo(), key.localHi(), key.localLo(),
                key.remotePort() << 16 | key.localPort()) :
            hash.ipv4(key.remoteLo(), key.localLo(), key.remotePort(), key.localPort());
    }

    /**
     * Has the memory loaded that {@link #find(FourTuple, long)} will look at for these hashes, if the table is so large
     * that it is mostly not in a core's own cache. A loop does so for a batch of frames before it looks at each: a line
     * that is waited for alone costs ten times one that comes together with others.
     *
     * @param isIpv6   the family of them all.
     * @param hashes   as {@link #hash(FourTuple)} gives them.
     * @param count    of them, 0 to {@link #MAX_TOUCHED}.
     */
    public void touch(final boolean isIpv6, final long[] hashes, final int count)
    {
        if (isLarge)
        {
            touched = isIpv6 ? ipv6Index.touch(hashes, count, ipv6Records) :
                ipv4Index.touch(hashes, count, ipv4Records);
        }
    }

    /**
     * @return the reference of the connection with this key, or {@link #NONE}.
     */
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
        return key.isIpv6() ? findIpv6(key, keyHash) : findIpv4(key, keyHash);
    }

    private int findIpv4(final FourTuple key, final long keyHash)
    {
        return ipv4Index.findIpv4(
            keyHash, ipv4Records, addresses(key.remoteLo(), key.localLo()), ports(key.remotePort(), key.localPort()));
    }

    private int findIpv6(final FourTuple key, final long keyHash)
    {
        final int ports = ports(key.remotePort(), key.localPort());
        int number = ipv6Index.first(keyHash);
        while (number != Index.NONE)
        {
            final long record = ipv6Records.address(number);
            final long remote = record + ((number & Records.COMPACT_BITS) != 0 ?
                CompactDescriptor.REMOTE_IPV6_OFFSET : REMOTE_IPV6_OFFSET);
            if (UnsafeApi.getLong(remote + 8) == key.remoteLo() &&
                UnsafeApi.getLong(remote) == key.remoteHi() &&
                UnsafeApi.getLong(remote + LOCAL_DISTANCE + 8) == key.localLo() &&
                UnsafeApi.getLong(remote + LOCAL_DISTANCE) == key.localHi() &&
                UnsafeApi.getInt(record + PORTS_OFFSET) == ports)
            {
                return number | IPV6_BIT;
            }
            number = ipv6Index.next();
        }
        return NONE;
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
        final Slab slab = key.isIpv6() ? ipv6 : ipv4;
        final int number = slab.allocate();
        if (number == Slab.FULL)
        {
            return false;
        }
        wrap(tcb, key.isIpv6() ? number | IPV6_BIT : number);
        tcb.putKey(key);
        tcb.userData(0);
        (key.isIpv6() ? ipv6Index : ipv4Index).insert(keyHash, number);
        return true;
    }

    /** Whether {@link #add} of a connection of this family would find room. */
    public boolean hasRoom(final boolean isIpv6)
    {
        final Slab slab = isIpv6 ? ipv6 : ipv4;
        return slab.used() < slab.capacity();
    }

    /** Takes a connection out of the index: its 4-tuple is free. The record stays until {@link #release(int)}. */
    public void unlink(final Tcb tcb)
    {
        freedPorts.removed(tcb.remotePort(), tcb.remoteLo(), tcb.localPort());
        index(tcb.isIpv6()).remove(hash(tcb), inIndex(tcb.ref()));
    }

    private long hash(final Tcb tcb)
    {
        return tcb.isIpv6() ?
            hash.ipv6(tcb.remoteHi(), tcb.remoteLo(), tcb.localHi(), tcb.localLo(),
                tcb.remotePort() << 16 | tcb.localPort()) :
            hash.ipv4(tcb.remoteLo(), tcb.localLo(), tcb.remotePort(), tcb.localPort());
    }

    private Index index(final boolean isIpv6)
    {
        return isIpv6 ? ipv6Index : ipv4Index;
    }

    /** A reference as the family's index has it. */
    private static int inIndex(final int ref)
    {
        return ref & ~IPV6_BIT;
    }

    /**
     * Begins to make a connection one that is held in TIME_WAIT: copies what is kept of it. The 4-tuple still leads to the
     * connection; {@link #hold} or {@link #release(CompactEntry)} has to follow.
     *
     * @param tcb   stays as it is.
     * @param entry positioned at the new record.
     * @param nowMs of the loop's clock.
     */
    public void prepareHold(final Tcb tcb, final HeldEntry entry, final int nowMs)
    {
        final int family = tcb.ref() & IPV6_BIT;
        final int number = (family != 0 ? heldIpv6 : heldIpv4).allocate();
        if (number == CompactSlab.FULL)
        {
            throw new IllegalStateException("more connections are held than may be: " + heldSize());
        }
        wrap(entry, number | family | Records.HELD_BIT, nowMs);
        entry.copy(tcb);
        entry.enter();
    }

    /** Whether there are more entries of the family than may be held, one being prepared included. */
    public boolean isHeldFull(final boolean isIpv6)
    {
        return isIpv6 ? heldIpv6.used() > maxHeldIpv6 : heldIpv4.used() > maxHeldIpv4;
    }

    /** From now on the 4-tuple leads to the entry; the connection's record stays until {@link #release(int)}. */
    public void hold(final Tcb tcb, final HeldEntry entry)
    {
        index(tcb.isIpv6()).replace(hash(tcb), inIndex(tcb.ref()), inIndex(entry.ref()));
    }

    /** Gives an entry back that the 4-tuple does not lead to. */
    public void release(final CompactEntry entry)
    {
        records(entry.isIpv6()).compact(entry.ref()).free(entry.ref() & NUMBER_MASK);
    }

    private Records records(final boolean isIpv6)
    {
        return isIpv6 ? ipv6Records : ipv4Records;
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
        final int number = (key.isIpv6() ? halfOpenIpv6 : halfOpenIpv4).allocate();
        if (number == CompactSlab.FULL)
        {
            return false;
        }
        wrap(entry, number | Records.HALF_OPEN_BIT | (key.isIpv6() ? IPV6_BIT : 0), nowMs);
        entry.put(key, iss, syn, options);
        index(key.isIpv6()).insert(keyHash, inIndex(entry.ref()));
        return true;
    }

    /**
     * Makes a half-open connection a full one, in state CLOSED: it takes the entry's place under the 4-tuple, and the entry
     * is given back.
     *
     * @param keyHash of its 4-tuple.
     * @param tcb     positioned at the new record.
     * @return whether there was room; if not, nothing has changed.
     */
    public boolean promote(final HalfOpenEntry entry, final FourTuple key, final long keyHash, final Tcb tcb)
    {
        final Slab slab = key.isIpv6() ? ipv6 : ipv4;
        final int number = slab.allocate();
        if (number == Slab.FULL)
        {
            return false;
        }
        wrap(tcb, key.isIpv6() ? number | IPV6_BIT : number);
        tcb.putKey(key);
        tcb.userData(0);
        index(key.isIpv6()).replace(keyHash, inIndex(entry.ref()), number);
        release(entry);
        return true;
    }

    /** Half-open connections of a family. */
    public int halfOpenSize(final boolean isIpv6)
    {
        return isIpv6 ? halfOpenIpv6.used() : halfOpenIpv4.used();
    }

    /** Most half-open connections of a family. */
    public int halfOpenCapacity(final boolean isIpv6)
    {
        return isIpv6 ? halfOpenIpv6.capacity() : halfOpenIpv4.capacity();
    }

    /**
     * For going through all half-open connections' records: the reference after one, in use or not.
     *
     * @param ref {@link #NONE} to begin.
     * @return the next one, or {@link #NONE} at the end.
     */
    public int nextHalfOpen(final int ref)
    {
        final boolean inIpv6 = ref != NONE && isIpv6(ref);
        final int next = ref == NONE ? 0 : (ref & NUMBER_MASK) + 1;
        if (!inIpv6 && next < halfOpenIpv4.untouched())
        {
            return next | Records.HALF_OPEN_BIT;
        }
        final int number = inIpv6 ? next : 0;
        return number < halfOpenIpv6.untouched() ? number | Records.HALF_OPEN_BIT | IPV6_BIT : NONE;
    }

    /** Takes an entry out: its 4-tuple is free, and so is its record. */
    public void remove(final CompactEntry entry)
    {
        remove(entry, hash(entry));
    }

    /**
     * Takes an entry out: its 4-tuple is free, and so is its record.
     *
     * @param keyHash as {@link #hash(CompactEntry)} gives it.
     */
    public void remove(final CompactEntry entry, final long keyHash)
    {
        freedPorts.removed(entry.remotePort(), entry.remoteLo(), entry.localPort());
        index(entry.isIpv6()).remove(keyHash, inIndex(entry.ref()));
        release(entry);
    }

    /**
     * The hash of an entry's 4-tuple, for {@link #touch} and {@link #remove(CompactEntry, long)}.
     */
    public long hash(final CompactEntry entry)
    {
        return entry.isIpv6() ?
            hash.ipv6(entry.remoteHi(), entry.remoteLo(), entry.localHi(), entry.localLo(),
                entry.remotePort() << 16 | entry.localPort()) :
            hash.ipv4(entry.remoteLo(), entry.localLo(), entry.remotePort(), entry.localPort());
    }

    /**
     * Positions a view at a reference of its kind, which {@link #isHeld} or {@link #isHalfOpen} is true of.
     *
     * @param nowMs of the loop's clock, which the view reads its times by.
     */
    public void wrap(final CompactEntry entry, final int ref, final int nowMs)
    {
        entry.wrap(records(isIpv6(ref)).address(inIndex(ref)), ref, nowMs);
    }

    /** Gives back a record that was {@linkplain #unlink(Tcb) unlinked}. */
    public void release(final int ref)
    {
        (isIpv6(ref) ? ipv6 : ipv4).free(ref & NUMBER_MASK);
    }

    /** Positions a view at a reference. */
    public void wrap(final Tcb tcb, final int ref)
    {
        tcb.ref = ref;
        (isIpv6(ref) ? ipv6 : ipv4).wrap(tcb, ref & NUMBER_MASK);
    }

    /**
     * Positions a view at the record that this id is of.
     *
     * @return false if the record was used for another connection since, or the id was never one. The connection may
     * have ended: its state is CLOSED then.
     */
    public boolean wrapId(final Tcb tcb, final long id)
    {
        final int ref = (int)id;
        if (id <= 0 || ref < 0 || ref >>> SLAB_SHIFT > 1 || (ref & NUMBER_MASK) >= (isIpv6(ref) ? ipv6 : ipv4).untouched())
        {
            return false;
        }
        wrap(tcb, ref);
        return tcb.generation() == (int)(id >>> 32);
    }

    /**
     * For going through all records: the reference after one, in use or not.
     *
     * @param ref {@link #NONE} to begin.
     * @return the next one, or {@link #NONE} at the end.
     */
    public int nextRecord(final int ref)
    {
        final int next = ref + 1;
        final boolean inIpv6 = ref != NONE && isIpv6(ref);
        if (!inIpv6 && next < ipv4.untouched())
        {
            return next;
        }
        final int number = inIpv6 ? (ref & NUMBER_MASK) + 1 : 0;
        return number < ipv6.untouched() ? number | IPV6_BIT : NONE;
    }

    public int size()
    {
        return ipv4.used() + ipv6.used();
    }

    /** The local ports of 4-tuples that become free. */
    public FreedPorts freedPorts()
    {
        return freedPorts;
    }

    /** Entries in TIME_WAIT. */
    public int heldSize()
    {
        return heldIpv4.used() + heldIpv6.used();
    }

    /** Half-open connections, of both families. */
    public int halfOpenSize()
    {
        return halfOpenIpv4.used() + halfOpenIpv6.used();
    }

    /** Most half-open connections, of both families. */
    public int halfOpenCapacity()
    {
        return halfOpenIpv4.capacity() + halfOpenIpv6.capacity();
    }

    /** Most entries in TIME_WAIT, of both families. */
    public int heldCapacity()
    {
        return maxHeldIpv4 + maxHeldIpv6;
    }

    /** A time for each full record, of both families; the caller counts their memory. */
    public Stamps stamps()
    {
        return new Stamps(ipv4.capacity(), ipv6.capacity());
    }

    /** A time for each half-open record, of both families; the caller counts their memory. */
    public Stamps halfOpenStamps()
    {
        return new Stamps(halfOpenIpv4.capacity(), halfOpenIpv6.capacity());
    }

    public int capacity()
    {
        return ipv4.capacity() + ipv6.capacity();
    }

    public long sizeBytes()
    {
        return ipv4.sizeBytes() + ipv6.sizeBytes() + heldIpv4.sizeBytes() + heldIpv6.sizeBytes() +
            halfOpenIpv4.sizeBytes() + halfOpenIpv6.sizeBytes() + ipv4Index.sizeBytes() + ipv6Index.sizeBytes();
    }
}
