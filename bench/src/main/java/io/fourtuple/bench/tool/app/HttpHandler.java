package io.fourtuple.bench.tool.app;

import java.util.ArrayList;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/**
 * A small HTTP/1.0 and 1.1 server (RFC 9112), enough for curl, browsers and load generators: GET and HEAD, keep-alive,
 * pipelining. {@code /} is a page, {@code /bytes/N} sends N bytes of {@link BytePattern}.
 * <p>
 * A connection's state is an {@link Exchange} from a pool, found by the number in {@code userData}; a request allocates
 * nothing. While a response waits for room the receive window is shut; requests that were under way wait as one
 * {@code long} each, and a peer that sends more of them than {@link #MAX_WAITING} is cut off.
 */
public final class HttpHandler implements ConnectionHandler
{
    /** Most pipelined requests that wait for one connection; a window of 64 KiB full of the shortest ones fits. */
    static final int MAX_WAITING = 8_192;

    private static final int INITIAL_WAITING = 4;

    private final ArrayList<Exchange> exchanges = new ArrayList<>();
    private final UnsafeBuffer preamble = new UnsafeBuffer(new byte[1_024]);
    private int firstFree = -1;
    private long requests;

    /** One connection: what is being read, and the responses not yet sent. */
    private static final class Exchange
    {
        private final HttpRequest request = new HttpRequest();
        private long[] waiting = new long[INITIAL_WAITING];
        private int first;
        private int count;
        private long sentBytes;
        private boolean windowShut;
        private boolean ending;
        private int nextFree;

        private void reset()
        {
            request.reset();
            first = 0;
            count = 0;
            sentBytes = 0;
            windowShut = false;
            ending = false;
        }

        private void add(final long response)
        {
            if (count == waiting.length)
            {
                final long[] larger = new long[2 * count];
                for (int i = 0; i < count; i++)
                {
                    larger[i] = waiting[(first + i) & (count - 1)];
                }
                waiting = larger;
                first = 0;
            }
            waiting[(first + count++) & (waiting.length - 1)] = response;
        }
    }

    /** @return requests answered so far, or being answered. */
    public long requests()
    {
        return requests;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        if (firstFree < 0)
        {
            exchanges.add(new Exchange());
            firstFree = exchanges.size() - 1;
            exchanges.get(firstFree).nextFree = -1;
        }
        final int number = firstFree;
        final Exchange exchange = exchanges.get(number);
        firstFree = exchange.nextFree;
        exchange.reset();
        tcp.userData(connection, number + 1L);
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final Exchange exchange = exchangeOf(tcp, connection);
        int position = 0;
        while (position < length && !exchange.ending)
        {
            final int used = exchange.request.parse(buffer, offset + position, length - position);
            if (used < 0)
            {
                break;
            }
            position += used;
            requests++;
            final long response = exchange.request.response();
            exchange.ending = HttpResponse.isClose(response);
            exchange.add(response);
            if (exchange.count > MAX_WAITING)
            {
                tcp.abort(connection);
                return;
            }
        }
        answer(tcp, connection, exchange);
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        answer(tcp, connection, exchangeOf(tcp, connection));
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long connection)
    {
        // Requests received are still answered; a peer may shut its output and read on.
        final Exchange exchange = exchangeOf(tcp, connection);
        exchange.ending = true;
        answer(tcp, connection, exchange);
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        final int number = (int)tcp.userData(connection) - 1;
        if (number >= 0)
        {
            tcp.userData(connection, 0);
            exchanges.get(number).nextFree = firstFree;
            firstFree = number;
        }
    }

    private Exchange exchangeOf(final Tcp tcp, final long connection)
    {
        return exchanges.get((int)tcp.userData(connection) - 1);
    }

    /** Sends as many responses as there is room for; then shuts or opens the window, or closes. */
    private void answer(final Tcp tcp, final long connection, final Exchange exchange)
    {
        while (exchange.count > 0)
        {
            if (!sendResponse(tcp, connection, exchange))
            {
                if (!exchange.windowShut)
                {
                    exchange.windowShut = true;
                    tcp.receiveWindow(connection, 0);
                }
                return;
            }
            exchange.first = (exchange.first + 1) & (exchange.waiting.length - 1);
            exchange.count--;
            exchange.sentBytes = 0;
        }
        if (exchange.ending)
        {
            tcp.close(connection);
        }
        else if (exchange.windowShut)
        {
            exchange.windowShut = false;
            tcp.receiveWindow(connection, Integer.MAX_VALUE);
        }
    }

    /** @return whether all of the first waiting response was taken. */
    private boolean sendResponse(final Tcp tcp, final long connection, final Exchange exchange)
    {
        final long response = exchange.waiting[exchange.first];
        final int preambleLength = HttpResponse.putPreamble(preamble, response);
        if (exchange.sentBytes < preambleLength)
        {
            final int start = (int)exchange.sentBytes;
            final int taken = tcp.send(connection, preamble, start, preambleLength - start);
            exchange.sentBytes += Math.max(taken, 0);
            if (exchange.sentBytes < preambleLength)
            {
                return false;
            }
        }
        final long patternLength = HttpResponse.patternLength(response);
        long position = exchange.sentBytes - preambleLength;
        while (position < patternLength)
        {
            final int offered = (int)Math.min(patternLength - position, BytePattern.PERIOD);
            final int taken = tcp.send(
                connection, BytePattern.buffer(), (int)(position % BytePattern.PERIOD), offered);
            position += Math.max(taken, 0);
            exchange.sentBytes = preambleLength + position;
            if (taken < offered)
            {
                return false;
            }
        }
        return true;
    }
}
