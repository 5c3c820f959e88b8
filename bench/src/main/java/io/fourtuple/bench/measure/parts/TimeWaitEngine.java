package io.fourtuple.bench.measure.parts;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.ClientFrames;
import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.bench.measure.driver.ServerReply;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * A whole engine whose application closes first, with connections in TIME_WAIT that were put there by wire bytes; its
 * clock stands unless it is told to go on. What the clients send is made here.
 * <pre>
 *   enter    SYN ──> SYN,ACK    ACK ──> FIN,ACK    FIN,ACK ──> ACK       TIME_WAIT
 *   syns     SYN ──> SYN,ACK                                             SYN_RCVD, in place of the entry
 *   resets   RST ──>                                                     CLOSED
 * </pre>
 */
final class TimeWaitEngine implements ConnectionHandler
{
    /** Frames taken at a time. */
    static final int BATCH = 64;

    private static final int SPARE_RECORDS = 8_192;
    private static final int ISN_STEP = 1_000;
    private static final long MS = 1_000_000;

    private final DriverLink link = new DriverLink(BATCH);
    private final Counters counters = new Counters();
    private final ClientFrames frames = new ClientFrames();
    private final ServerReply reply = new ServerReply();
    private final FourTuple tuple = new FourTuple();
    private final int[] serverSeq = new int[BATCH];
    private final int[] serverTs = new int[BATCH];
    private final Engine engine;
    private long nowNs = 1_000 * MS;
    private long clientNs = MS;
    private int isnShift;

    TimeWaitEngine(final long entries, final String... settings)
    {
        Settings all = BenchEngine.settings(SPARE_RECORDS, entries + BATCH, BATCH).with(Setting.TIME_WAIT_SECONDS, 7_200);
        for (final String setting : settings)
        {
            all = all.with(setting);
        }
        engine = new Engine(new EngineConfig(link).settings(all).counters(counters).clock(() -> nowNs));
        engine.tcp().listen(Endpoint.any(ClientFrames.SERVER_PORT), this);
        laterClients();
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        tcp.close(connection);
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
    }

    long count(final Counter counter)
    {
        return counters.get(counter);
    }

    /** The clients' clock and ISNs go on: a new connection is newer than all before. */
    void laterClients()
    {
        clientNs += MS;
        isnShift += ISN_STEP;
        frames.time(clientNs);
    }

    /** The engine's clock goes on. */
    void advance(final int ms)
    {
        nowNs += ms * MS;
        engine.doWork();
    }

    /** Opens and closes the connections of some clients; their entries are in TIME_WAIT. */
    void enter(final long[] clients, final int from, final int count)
    {
        send(clients, from, count, ClientFrames.SYN, 0);
        expectReplies(clients, from, count, ClientFrames.SYN | ClientFrames.ACK);
        send(clients, from, count, ClientFrames.ACK, 1);
        expectReplies(clients, from, count, ClientFrames.FIN | ClientFrames.ACK);
        send(clients, from, count, ClientFrames.FIN | ClientFrames.ACK, 1);
        link.clear();
    }

    /** Enters the clients from 0, as many as there is room for. */
    void fill(final int entries)
    {
        final long[] clients = new long[BATCH];
        for (int from = 0; from < entries; from += BATCH)
        {
            final int count = Math.min(BATCH, entries - from);
            for (int i = 0; i < count; i++)
            {
                clients[i] = from + i;
            }
            enter(clients, 0, count);
        }
    }

    /** Enters all of these clients, batch by batch; they are a multiple of {@link #BATCH}. */
    void enter(final long[] clients)
    {
        for (int i = 0; i < clients.length; i += BATCH)
        {
            enter(clients, i, BATCH);
        }
    }

    /** Writes the SYNs of up to {@link #BATCH} clients where the engine would find them. */
    void writeSyns(final long[] clients, final int from, final int count)
    {
        link.clear();
        for (int i = 0; i < count; i++)
        {
            final long client = clients[from + i];
            link.add(frames.write(
                link.rxBuffer(), link.nextFrame(), client, isn(client), 0, ClientFrames.SYN, true, 0));
        }
    }

    /**
     * Sends the SYNs of some clients.
     *
     * @return answers to them.
     */
    int syns(final long[] clients, final int from, final int count)
    {
        writeSyns(clients, from, count);
        engine.doWork();
        return link.replies();
    }

    /** Ends the half-open connections of some clients. */
    void resets(final long[] clients, final int from, final int count)
    {
        send(clients, from, count, ClientFrames.RST, 1);
        link.clear();
    }

    /**
     * Connects to a client, from the server's port.
     *
     * @return the connection's id, negative if it was refused.
     */
    long connect(final long client)
    {
        if (link.replies() == BATCH)
        {
            link.clear();
        }
        return engine.tcp().connect(fill(client), this, 0);
    }

    /** Fills the 4-tuple that {@link #connect} asks for. */
    FourTuple fill(final long client)
    {
        return tuple.ipv4(ClientFrames.SERVER_ADDRESS & 0xFFFF_FFFFL, ClientFrames.address(client) & 0xFFFF_FFFFL)
            .ports(ClientFrames.SERVER_PORT, ClientFrames.port(client));
    }

    /** Ends a connection that was opened by {@link #connect}, without a trace. */
    void abort(final long id)
    {
        engine.tcp().abort(id);
        link.clear();
    }

    private int isn(final long client)
    {
        return ClientFrames.isn(client) + isnShift;
    }

    private void send(final long[] clients, final int from, final int count, final int flags, final int seqOffset)
    {
        link.clear();
        for (int i = 0; i < count; i++)
        {
            final long client = clients[from + i];
            link.add(frames.write(link.rxBuffer(), link.nextFrame(), client, isn(client) + seqOffset, serverSeq[i],
                flags, true, serverTs[i]));
        }
        engine.doWork();
    }

    /** Notes what has to be acknowledged; each client has one answer, in the order of what they sent. */
    private void expectReplies(final long[] clients, final int from, final int count, final int flags)
    {
        for (int i = 0; i < count; i++)
        {
            if (i >= link.replies() || !reply.wrap(link.txBuffer(), link.replyOffset(i), link.replyLength(i)) ||
                reply.index() != clients[from + i] || reply.flags() != flags)
            {
                throw new IllegalStateException("client " + clients[from + i] + " must be answered by flags " + flags +
                    ": answers=" + link.replies() + " of " + count);
            }
            serverSeq[i] = reply.seq() + 1;
            serverTs[i] = reply.tsVal(reply.timestamps((flags & ClientFrames.SYN) != 0));
        }
    }
}
