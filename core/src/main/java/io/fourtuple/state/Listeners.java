package io.fourtuple.state;

import org.agrona.collections.Int2ObjectHashMap;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.table.ListenerRecords;

/** Who listens where: by port, and of those on one port the most specific address first. */
final class Listeners
{
    /** A connection in LISTEN (RFC 9293 3.10.1): it has no record in the table. */
    static final class Listener implements BacklogView
    {
        final int id;
        final Endpoint local;
        final SynFilter filter;
        final int handler;
        final int backlog;
        /** Null where a handler is called instead. */
        final AcceptQueue acceptQueue;
        /** Where other processes are told of it. */
        int record = ListenerRecords.NONE;
        Listener next;

        // As BacklogView has them; records and their limit are those of the SYN's family.
        int length;
        int young;
        int records;
        int recordLimit;

        private CookieTime cookieTime = new CookieTime();

        Listener(
            final int id,
            final Endpoint local,
            final int backlog,
            final SynFilter filter,
            final int handler,
            final AcceptQueue acceptQueue)
        {
            this.id = id;
            this.local = local;
            this.backlog = backlog;
            this.filter = filter;
            this.handler = handler;
            this.acceptQueue = acceptQueue;
        }

        /** Whether its connections wait until the application accepts them. */
        boolean isQueued()
        {
            return acceptQueue != null;
        }

        void cookieSent(final long nowNs)
        {
            cookieTime.isSet = true;
            cookieTime.ns = nowNs;
        }

        /** Whether a cookie of its port's may still be answered. */
        boolean isCookieDue(final long nowNs, final long lifetimeNs)
        {
            return cookieTime.isSet && nowNs - cookieTime.ns <= lifetimeNs;
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
            return backlog;
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
            return acceptQueue != null && acceptQueue.isFull();
        }

        boolean isFor(final boolean ipv6, final long hi, final long lo)
        {
            final boolean anyAddress = local.hi() == 0 && local.lo() == 0;
            return local.family() == Endpoint.ANY_FAMILY ||
                (local.family() == 6) == ipv6 && (anyAddress || local.hi() == hi && local.lo() == lo);
        }

        private int generality()
        {
            return local.family() == Endpoint.ANY_FAMILY ? 2 : local.hi() == 0 && local.lo() == 0 ? 1 : 0;
        }
    }

    /**
     * When the last cookie of a port was sent: it outlives the listener that sent it. A cookie is good for whoever listens when
     * it is answered, be it one that was replaced or another one of the port.
     */
    private static final class CookieTime
    {
        private boolean isSet;
        private long ns;
    }

    private final Int2ObjectHashMap<CookieTime> cookieTimes = new Int2ObjectHashMap<>();
    final Int2ObjectHashMap<Listener> byPort = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Listener> byId = new Int2ObjectHashMap<>();
    private final int limit;
    // Who was found last, and for what: mostly the next SYN is for the same one.
    private Listener last;
    private boolean lastIpv6;
    private long lastHi;
    private long lastLo;
    private int lastPort;
    private int nextId = 1;
    private int count;

    Listeners(final int limit)
    {
        this.limit = limit;
    }

    /**
     * @return the listener for a local address, or null.
     */
    Listener find(final boolean ipv6, final long hi, final long lo, final int port)
    {
        if (last != null && lastLo == lo && lastPort == port && lastHi == hi && lastIpv6 == ipv6)
        {
            return last;
        }
        Listener listener = byPort.get(port);
        while (listener != null && !listener.isFor(ipv6, hi, lo))
        {
            listener = listener.next;
        }
        last = listener;
        lastIpv6 = ipv6;
        lastHi = hi;
        lastLo = lo;
        lastPort = port;
        return listener;
    }

    void check(final Endpoint local)
    {
        if (local.port() == 0)
        {
            throw new IllegalArgumentException("cannot listen on port 0: local=" + local);
        }
        if (count == limit)
        {
            throw new IllegalStateException("too many listeners: max_listeners=" + limit);
        }
        for (Listener listener = byPort.get(local.port()); listener != null; listener = listener.next)
        {
            if (listener.local.equals(local))
            {
                throw new IllegalStateException("already listened on: local=" + local);
            }
        }
    }

    /** The id that the next listener gets. */
    int nextId()
    {
        return nextId;
    }

    /** Adds one made with {@link #nextId()}. */
    Listener add(final Listener added)
    {
        final Endpoint local = added.local;
        nextId++;
        byId.put(added.id, added);
        added.cookieTime = cookieTimes.computeIfAbsent(local.port(), port -> new CookieTime());
        final Listener head = byPort.get(local.port());
        last = null;
        if (head == null || head.generality() > added.generality())
        {
            added.next = head;
            byPort.put(local.port(), added);
        }
        else
        {
            Listener before = head;
            while (before.next != null && before.next.generality() <= added.generality())
            {
                before = before.next;
            }
            added.next = before.next;
            before.next = added;
        }
        count++;
        return added;
    }

    /**
     * @return the listener of this id, or null.
     */
    Listener get(final int id)
    {
        return byId.get(id);
    }

    /** All listeners have no half-open connections, as far as they know. */
    void forgetHalfOpen()
    {
        for (final Listener listener : byId.values())
        {
            listener.length = 0;
            listener.young = 0;
        }
    }

    /**
     * @return the listener taken out, or null if there was none.
     */
    Listener remove(final int id)
    {
        final Listener removed = byId.remove(id);
        if (removed != null)
        {
            Listener before = null;
            for (Listener listener = byPort.get(removed.local.port()); listener != removed; listener = listener.next)
            {
                before = listener;
            }
            unlink(before, removed);
            count--;
        }
        return removed;
    }

    /** Whether anybody listens on a port. */
    boolean isUsed(final int port)
    {
        return byPort.containsKey(port);
    }

    /** Whether one of a port's listeners has half-open connections. */
    boolean haveHalfOpen(final int port)
    {
        Listener listener = byPort.get(port);
        while (listener != null && listener.length == 0)
        {
            listener = listener.next;
        }
        return listener != null;
    }

    private void unlink(final Listener before, final Listener listener)
    {
        last = null;
        if (before != null)
        {
            before.next = listener.next;
        }
        else if (listener.next != null)
        {
            byPort.put(listener.local.port(), listener.next);
        }
        else
        {
            byPort.remove(listener.local.port());
            if (!listener.cookieTime.isSet)
            {
                cookieTimes.remove(listener.local.port());
            }
        }
    }
}
