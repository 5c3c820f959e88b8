package io.fourtuple.table;

import static io.fourtuple.table.TcbDescriptor.*;

import java.util.function.LongSupplier;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/**
 * All connections of one loop, by 4-tuple and by id. One index and one slab a family; the top bits of a reference say
 * which slab it is for.
 * <pre>
 *   reference   31      28                          0        id   63          32                    0
 *               |  slab  |  record number           |             | generation |  reference         |
 * </pre>
 */
public final class ConnectionTable
{
    /** No such connection, or no room for another one. */
    public static final int NONE = -1;

    /** Most hashes of one {@link #touch}. */
    public static final int MAX_TOUCHED = Index.MAX_TOUCHED;

    private static final int SLAB_SHIFT = 28;
    private static final int NUMBER_MASK = (1 << SLAB_SHIFT) - 1;
    private static final int IPV6_BIT = 1 << SLAB_SHIFT;

    /** Half of the second cache of a small core of today. */
    private static final long SMALL_BYTES = 512 * 1024;

    private final Slab ipv4;
    private final Slab ipv6;
    private final Index ipv4Index;
    private final Index ipv6Index;
    private final TupleHash hash;
    private final boolean isLarge;
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
        final int ipv4Capacity = settings.intValue(Setting.MAX_CONNECTIONS_IPV4);
        final int ipv6Capacity = settings.intValue(Setting.MAX_CONNECTIONS_IPV6);
        ipv4 = new Slab(ipv4Capacity, IPV4_RECORD_SHIFT, true);
        ipv6 = new Slab(ipv6Capacity, IPV6_RECORD_SHIFT, false);
        ipv4Index = new Index(ipv4Capacity);
        ipv6Index = new Index(ipv6Capacity);
        hash = new TupleHash(random);
        isLarge = sizeBytes() > SMALL_BYTES;
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
            touched = isIpv6 ? ipv6Index.touch(hashes, count, ipv6) : ipv4Index.touch(hashes, count, ipv4);
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
            keyHash, ipv4, addresses(key.remoteLo(), key.localLo()), ports(key.remotePort(), key.localPort()));
    }

    private int findIpv6(final FourTuple key, final long keyHash)
    {
        final int ports = ports(key.remotePort(), key.localPort());
        int number = ipv6Index.first(keyHash);
        while (number != Index.NONE)
        {
            final long record = ipv6.address(number);
            if (UnsafeApi.getLong(record + REMOTE_IPV6_OFFSET + 8) == key.remoteLo() &&
                UnsafeApi.getLong(record + REMOTE_IPV6_OFFSET) == key.remoteHi() &&
                UnsafeApi.getLong(record + LOCAL_IPV6_OFFSET + 8) == key.localLo() &&
                UnsafeApi.getLong(record + LOCAL_IPV6_OFFSET) == key.localHi() &&
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

    /** Takes a connection out of the index: its 4-tuple is free. The record stays until {@link #release(int)}. */
    public void unlink(final Tcb tcb)
    {
        final int number = tcb.ref() & NUMBER_MASK;
        if (tcb.isIpv6())
        {
            ipv6Index.remove(hash.ipv6(tcb.remoteHi(), tcb.remoteLo(), tcb.localHi(), tcb.localLo(),
                tcb.remotePort() << 16 | tcb.localPort()), number);
        }
        else
        {
            ipv4Index.remove(hash.ipv4(tcb.remoteLo(), tcb.localLo(), tcb.remotePort(), tcb.localPort()), number);
        }
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

    public int capacity()
    {
        return ipv4.capacity() + ipv6.capacity();
    }

    public long sizeBytes()
    {
        return ipv4.sizeBytes() + ipv6.sizeBytes() + ipv4Index.sizeBytes() + ipv6Index.sizeBytes();
    }
}
