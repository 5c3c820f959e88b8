package io.fourtuple.state;

import org.agrona.collections.Int2ObjectHashMap;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;

/** Who listens where: by port, and of those on one port the most specific address first. */
final class Listeners
{
    /** A connection in LISTEN (RFC 9293 3.10.1): it has no record in the table. */
    static final class Listener
    {
        final int id;
        final Endpoint local;
        final SynFilter filter;
        final int handler;
        Listener next;

        Listener(final int id, final Endpoint local, final SynFilter filter, final int handler)
        {
            this.id = id;
            this.local = local;
            this.filter = filter;
            this.handler = handler;
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

    private final Int2ObjectHashMap<Listener> byPort = new Int2ObjectHashMap<>();
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

    Listener add(final Endpoint local, final SynFilter filter, final int handler)
    {
        final Listener added = new Listener(nextId++, local, filter, handler);
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
     * @return the listener taken out, or null if there was none.
     */
    Listener remove(final int id)
    {
        for (final Listener head : byPort.values())
        {
            Listener before = null;
            for (Listener listener = head; listener != null; before = listener, listener = listener.next)
            {
                if (listener.id == id)
                {
                    unlink(before, listener);
                    count--;
                    return listener;
                }
            }
        }
        return null;
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
        }
    }
}
