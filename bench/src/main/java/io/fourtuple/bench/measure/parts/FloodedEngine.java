package io.fourtuple.bench.measure.parts;

import static io.fourtuple.bench.measure.parts.FloodFrames.*;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * A whole engine that a flood arrives at, in frames written here, beside connections that stay open. Its clock stands
 * unless it is told to go on.
 * <pre>
 *   idle         SYN ──> SYN,ACK    ACK ──>       ESTABLISHED, by wire bytes as any other
 *   syns         SYN ──> SYN,ACK or nothing       what the defence makes of it
 *   acks         ACK ──> RST or nothing           ESTABLISHED, or refused
 *   resets       RST ──>                          half-open records end
 * </pre>
 */
final class FloodedEngine implements ConnectionHandler
{
    /** Frames taken at a time. */
    static final int BATCH = 64;
    /** Frames sent between two looks of a benchmark at its time. */
    static final int OPS = PartBenchmark.OPS;

    private static final long MS = 1_000_000;

    private final DriverLink link = new DriverLink(OPS, FloodFrames.MAX_LENGTH);
    private final Counters counters = new Counters();
    private final int[] sources = new int[OPS];
    private final int[] acks = new int[OPS];
    private final int[] tsEcrs = new int[OPS];
    private final long[] ids = new long[OPS];
    private final FloodFrames frames;
    private final Engine engine;
    private long nowNs = 1_000 * MS;
    private final int listener;
    private int established;

    /**
     * @param frames   of its family.
     * @param idle     connections that stay open.
     * @param records  half-open ones there is room for.
     * @param settings as {@code name=value}.
     */
    FloodedEngine(
        final FloodFrames frames, final boolean isIpv6, final long idle, final long records, final String... settings)
    {
        this.frames = frames;
        final long connections = idle + 2 * OPS;
        Settings all = BenchEngine.settings(isIpv6 ? 1 : connections, BATCH)
            .with(Setting.MAX_CONNECTIONS_IPV6, isIpv6 ? connections : 1)
            .with(Setting.TCP_MAX_SYN_BACKLOG, isIpv6 ? 1 : records)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, isIpv6 ? records : 1)
            .with(Setting.SOMAXCONN, records);
        for (final String setting : settings)
        {
            all = all.with(setting);
        }
        engine = new Engine(new EngineConfig(link).settings(all).counters(counters).clock(() -> nowNs));
        listener = engine.tcp().listen(Endpoint.any(SERVER_PORT), this);
        openIdle(idle);
    }

    private void openIdle(final long idle)
    {
        for (long number = 0; number < idle; number += BATCH)
        {
            final int count = (int)Math.min(BATCH, idle - number);
            for (int i = 0; i < count; i++)
            {
                sources[i] = FloodFrames.idle(number + i);
            }
            // Later than any limit of SYNs in a time.
            advance(1_000);
            exchange(0, count, SYN, 0);
            readSynAcks(0, count);
            exchange(0, count, ACK, 1);
        }
        if (count(Counter.CURR_ESTAB) != idle)
        {
            throw new IllegalStateException("connections open must be " + idle + ": " + count(Counter.CURR_ESTAB));
        }
        link.clear();
        established = 0;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        ids[established++ & OPS - 1] = connection;
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
    }

    /** Nobody listens any more. */
    void unlisten()
    {
        engine.tcp().unlisten(listener);
    }

    long count(final Counter counter)
    {
        return counters.get(counter);
    }

    /** The clock goes on, and what is due then is done, all of it: a cycle of the loop does a part only. */
    void advance(final int ms)
    {
        link.clear();
        tick(ms);
        int work;
        do
        {
            work = engine.doWork();
        }
        while (work > 0);
    }

    /** The clock goes on; what is due is done with the next frames. */
    void tick(final int ms)
    {
        nowNs += ms * MS;
    }

    /** Connections established since they were last ended. */
    int established()
    {
        return established;
    }

    /** Answers since frames were last sent. */
    int replies()
    {
        return link.replies();
    }

    /**
     * Sends {@link #OPS} SYNs, batch by batch.
     *
     * @param first number of the first source.
     * @return how many of them were answered.
     */
    int syns(final long first)
    {
        int answered = 0;
        for (int i = 0; i < OPS; i += BATCH)
        {
            choose(first + i, i);
            exchange(i, BATCH, SYN, 0);
            answered += link.replies();
        }
        return answered;
    }

    /** The same, and reads what the answers say, which {@link #acks()} acknowledges. */
    void synsToAck(final long first)
    {
        for (int i = 0; i < OPS; i += BATCH)
        {
            choose(first + i, i);
            exchange(i, BATCH, SYN, 0);
            readSynAcks(i, BATCH);
        }
    }

    /** Lets sources that have seen no answer send ACKs: they acknowledge a guess. */
    void guess(final long first)
    {
        for (int i = 0; i < OPS; i += BATCH)
        {
            choose(first + i, i);
            for (int j = i; j < i + BATCH; j++)
            {
                acks[j] = sources[j] * 0xC2B2_AE35;
                tsEcrs[j] = acks[j] ^ sources[j];
            }
        }
    }

    /**
     * Sends {@link #OPS} ACKs, batch by batch.
     *
     * @return how many of them were answered.
     */
    int acks()
    {
        int answered = 0;
        for (int i = 0; i < OPS; i += BATCH)
        {
            exchange(i, BATCH, ACK, 1);
            answered += link.replies();
        }
        return answered;
    }

    /** Ends {@link #OPS} half-open connections. */
    void resets(final long first)
    {
        for (int i = 0; i < OPS; i += BATCH)
        {
            choose(first + i, i);
            exchange(i, BATCH, RST, 1);
        }
        link.clear();
    }

    /**
     * Ends the connections that were established since the last time, without a trace.
     *
     * @return how many.
     */
    int abortAll()
    {
        final int count = established;
        link.clear();
        for (int i = 0; i < Math.min(count, OPS); i++)
        {
            engine.tcp().abort(ids[i]);
        }
        established = 0;
        link.clear();
        return count;
    }

    private void choose(final long first, final int at)
    {
        for (int i = 0; i < BATCH; i++)
        {
            sources[at + i] = frames.flood(first + i);
        }
    }

    private void exchange(final int from, final int count, final int flags, final int seqOffset)
    {
        link.clear();
        for (int i = from; i < from + count; i++)
        {
            link.add(frames.write(link.rxBuffer(), link.nextFrame(), sources[i], flags, seqOffset,
                flags == ACK ? acks[i] : 0, flags == ACK ? tsEcrs[i] : 0));
        }
        engine.doWork();
    }

    /** Each has one answer, in the order of what they sent. */
    private void readSynAcks(final int from, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int source = sources[from + i];
            final int frame = link.replyOffset(i);
            if (i >= link.replies() || frames.port(link.txBuffer(), frame) != source >>> 16 ||
                frames.flags(link.txBuffer(), frame) != (SYN | ACK) ||
                frames.ack(link.txBuffer(), frame) != FloodFrames.isn(source) + 1)
            {
                throw new IllegalStateException("source " + Integer.toHexString(source) +
                    " must be answered by SYN,ACK: answers=" + link.replies() + " of " + count);
            }
            acks[from + i] = frames.seq(link.txBuffer(), frame) + 1;
            tsEcrs[from + i] = frames.tsVal(link.txBuffer(), frame);
        }
    }
}
