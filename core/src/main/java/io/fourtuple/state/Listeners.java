package io.fourtuple.state;

import org.agrona.collections.Int2ObjectHashMap;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.ListenerRecords;

/** The listeners: found by port, and of those on one port the most specific address first. */
final class Listeners
{
    /** A connection in LISTEN (RFC 9293 3.10.1): it has no record in the table. */
    static final class Listener
    {
        final int id;
        final Endpoint local;
        final SynFilter filter;
        final int backlog;
        /** Null where a handler is called instead. */
        final AcceptQueue acceptQueue;
        /** RCV.WND that its SYN-ACKs offer: none, where the application has to accept first. */
        final int window;
        /** Shows it to other processes. */
        int record = ListenerRecords.NONE;
        /** Number of its handler, with the options of its connections. */
        int handler;
        Listener next;
        private final BacklogView ipv4;
        private final BacklogView ipv6;
        private CookieTime cookieTime;
        // Its half-open connections, as BacklogView has them.
        private int length;
        private int young;

        private Listener(
            final int id,
            final Endpoint local,
            final int backlog,
            final SynFilter filter,
            final int handler,
            final AcceptQueue acceptQueue,
            final Listeners listeners)
        {
            this.id = id;
            this.local = local;
            this.backlog = backlog;
            this.filter = filter;
            this.handler = handler;
            this.acceptQueue = acceptQueue;
            window = isQueued() ? 0 : listeners.window;
            ipv4 = new Backlog(this, listeners.table, false);
            ipv6 = new Backlog(this, listeners.table, true);
        }

        /** Whether its connections wait until the application accepts them. */
        boolean isQueued()
        {
            return acceptQueue != null;
        }

        boolean isAcceptQueueFull()
        {
            return acceptQueue != null && acceptQueue.isFull();
        }

        /** Its queues, as a defence sees them for a SYN of a family. */
        BacklogView view(final boolean isIpv6)
        {
            return isIpv6 ? ipv6 : ipv4;
        }

        int length()
        {
            return length;
        }

        int young()
        {
            return young;
        }

        /** It has one more half-open connection, which is young if its SYN-ACK was not sent again yet. */
        void add(final boolean isYoung)
        {
            length++;
            young += isYoung ? 1 : 0;
        }

        /** It has one half-open connection fewer. */
        void remove(final boolean isYoung)
        {
            length--;
            young -= isYoung ? 1 : 0;
        }

        /** The SYN-ACK of a young one is sent again. */
        void age()
        {
            young--;
        }

        void cookieSent(final long nowNs)
        {
            cookieTime.isSet = true;
            cookieTime.ns = nowNs;
        }

        /** Whether a cookie of its port may still be answered. */
        boolean isCookieDue(final long nowNs, final long lifetimeNs)
        {
            return cookieTime.isSet && nowNs - cookieTime.ns <= lifetimeNs;
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

    private record Backlog(Listener listener, ConnectionTable table, boolean isIpv6) implements BacklogView
    {
        @Override
        public int length()
        {
            return listener.length;
        }

        @Override
        public int young()
        {
            return listener.young;
        }

        @Override
        public int limit()
        {
            return listener.backlog;
        }

        @Override
        public int records()
        {
            return table.halfOpenSize(isIpv6);
        }

        @Override
        public int recordLimit()
        {
            return table.halfOpenCapacity(isIpv6);
        }

        @Override
        public boolean isAcceptQueueFull()
        {
            return listener.acceptQueue != null && listener.acceptQueue.isFull();
        }
    }

    /**
     * When the last cookie of a port was sent. It outlives the listener that sent it: a cookie is good for any listener of
     * the port when it is answered.
     */
    private static final class CookieTime
    {
        private boolean isSet;
        private long ns;
    }

    private final Int2ObjectHashMap<CookieTime> cookieTimes = new Int2ObjectHashMap<>();
    final Int2ObjectHashMap<Listener> byPort = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Listener> byId = new Int2ObjectHashMap<>();
    private final ConnectionTable table;
    private final int window;
    private final int limit;
    // The listener found last, and the address asked for: mostly the next SYN is for the same one.
    private Listener last;
    private boolean lastIpv6;
    private long lastHi;
    private long lastLo;
    private int lastPort;
    private int nextId = 1;
    private int count;

    /**
     * @param table  has the half-open connections.
     * @param window that a SYN-ACK offers, in bytes.
     * @param limit  most listeners.
     */
    Listeners(final ConnectionTable table, final int window, final int limit)
    {
        this.table = table;
        this.window = window;
        this.limit = limit;
    }

    /** @return the listener for the local address of a 4-tuple, or null. */
    Listener find(final FourTuple key)
    {
        return find(key.isIpv6(), key.localHi(), key.localLo(), key.localPort());
    }

    /** @return the listener for a local address, or null. */
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

    /** Adds a listener for an address that was {@linkplain #check checked}. */
    Listener add(
        final Endpoint local,
        final int backlog,
        final SynFilter filter,
        final int handler,
        final AcceptQueue acceptQueue)
    {
        final Listener added = new Listener(nextId++, local, backlog, filter, handler, acceptQueue, this);
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

    /** @return the listener of this id, or null. */
    Listener get(final int id)
    {
        return byId.get(id);
    }

    /** Begins a recount: no listener has half-open connections, as far as it knows. */
    void forgetHalfOpen()
    {
        for (final Listener listener : byId.values())
        {
            listener.length = 0;
            listener.young = 0;
        }
    }

    /** @return the listener taken out, or null if there was none. */
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

    /** Whether a port has a listener. */
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
