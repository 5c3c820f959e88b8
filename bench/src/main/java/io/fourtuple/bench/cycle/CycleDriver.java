package io.fourtuple.bench.cycle;

import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.SplittableRandom;

import org.agrona.MutableDirectBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Checksum;

/**
 * Plays the clients of whole connections: opens a batch of them, closes it, checks what came back. A SYN has MSS,
 * SACK-permitted, timestamps and window scale; every other segment timestamps.
 */
public final class CycleDriver
{
    private static final int SYN_OPTIONS = 20;
    private static final int IP_LENGTH = 20;
    private static final long SERVER = 0xC612_0002L;
    private static final int SERVER_PORT = 80;
    private static final int ISS = 1_000;

    private final int batch;
    private final boolean withEngine;
    private final DriverLink link;
    private final Counters counters = new Counters();
    private final Engine engine;
    private final int[] engineIss;
    private long nextClient;
    private long nowNs = 1_000_000_000L;

    /**
     * @param batch      connections opened and closed together, 1 to 256.
     * @param held       connections that stay open beside them.
     * @param withEngine false for the driver's own cost.
     */
    public CycleDriver(final int batch, final int held, final boolean withEngine)
    {
        this.batch = batch;
        this.withEngine = withEngine;
        link = new DriverLink(2 * batch);
        engineIss = new int[batch];
        engine = new Engine(new EngineConfig(link)
            .settings(Settings.defaults()
                .with(Setting.MAX_CONNECTIONS_IPV4, Math.max(1_024, held + 2L * batch))
                .with(Setting.MAX_CONNECTIONS_IPV6, 1)
                .with(Setting.RECEIVE_BATCH, batch))
            .counters(counters)
            .clock(() -> nowNs)
            .random(new SplittableRandom(1)::nextLong));
        engine.tcp().listen(Endpoint.any(SERVER_PORT), (tcp, connection, buffer, offset, length) -> { });
        for (int opened = 0; withEngine && opened < held; opened += batch)
        {
            open(nextClient);
            nextClient += batch;
        }
    }

    /** Opens and closes one batch of connections. */
    public void cycle()
    {
        final long first = nextClient;
        // Always new 4-tuples, but for a wrap after 2^38.
        nextClient += batch;
        open(first);
        close(first);
        nowNs += 10_000;
    }

    private void open(final long first)
    {
        for (int i = 0; i < batch; i++)
        {
            write(i, first + i, SYN, ISS, 0, SYN_OPTIONS);
        }
        work(SYN_OPTIONS);
        if (withEngine && link.replies() != batch)
        {
            throw new IllegalStateException("SYN,ACKs: " + link.replies() + " of " + batch);
        }
        for (int i = 0; i < batch; i++)
        {
            engineIss[i] = link.txBuffer().getInt(i * DriverLink.SLOT_LENGTH + IP_LENGTH + SEQ_OFFSET, BIG_ENDIAN);
            write(i, first + i, ACK, ISS + 1, engineIss[i] + 1, TIMESTAMPS_LENGTH);
        }
        work(TIMESTAMPS_LENGTH);
    }

    private void close(final long first)
    {
        for (int i = 0; i < batch; i++)
        {
            write(i, first + i, FIN | ACK, ISS + 1, engineIss[i] + 1, TIMESTAMPS_LENGTH);
        }
        work(TIMESTAMPS_LENGTH);
        for (int i = 0; i < batch; i++)
        {
            write(i, first + i, ACK, ISS + 2, engineIss[i] + 2, TIMESTAMPS_LENGTH);
        }
        work(TIMESTAMPS_LENGTH);
    }

    private void work(final int optionsLength)
    {
        link.offer(batch, IP_LENGTH + HEADER_LENGTH + optionsLength);
        if (withEngine)
        {
            engine.doWork();
        }
    }

    private void write(
        final int slot, final long client, final int flags, final int seq, final int ack, final int optionsLength)
    {
        final MutableDirectBuffer buffer = link.rxBuffer();
        final int frame = slot * DriverLink.SLOT_LENGTH;
        final int tcp = frame + IP_LENGTH;
        final int port = 1_024 + (int)(client & 0x7FFF);
        final int address = 0xC613_0001 + (int)(client >>> 15);
        buffer.putInt(frame, 0x4500_0000 | IP_LENGTH + HEADER_LENGTH + optionsLength, BIG_ENDIAN);
        buffer.putInt(frame + 4, 0x4000, BIG_ENDIAN);
        buffer.putInt(frame + 8, 64 << 24 | 6 << 16, BIG_ENDIAN);
        buffer.putInt(frame + 12, address, BIG_ENDIAN);
        buffer.putInt(frame + 16, (int)SERVER, BIG_ENDIAN);
        Checksum.put(buffer, frame + 10, Checksum.add(0, buffer, frame, IP_LENGTH));
        buffer.putInt(tcp, port << 16 | SERVER_PORT, BIG_ENDIAN);
        buffer.putInt(tcp + SEQ_OFFSET, seq, BIG_ENDIAN);
        buffer.putInt(tcp + ACK_OFFSET, ack, BIG_ENDIAN);
        buffer.putInt(tcp + DATA_OFFSET_OFFSET, HEADER_LENGTH + optionsLength << 26 | flags << 16 | 0xFFFF, BIG_ENDIAN);
        buffer.putInt(tcp + CHECKSUM_OFFSET, 0);
        if (optionsLength == SYN_OPTIONS)
        {
            buffer.putInt(tcp + 20, OPTION_MSS << 24 | 4 << 16 | 1_460, BIG_ENDIAN);
            buffer.putInt(tcp + 24, OPTION_SACK_PERMITTED << 24 | 2 << 16 | OPTION_TIMESTAMPS << 8 | 10, BIG_ENDIAN);
            buffer.putLong(tcp + 28, nowNs / 1_000_000 << 32, BIG_ENDIAN);
            buffer.putInt(tcp + 36, OPTION_NOP << 24 | OPTION_WINDOW_SCALE << 16 | 3 << 8 | 7, BIG_ENDIAN);
        }
        else
        {
            buffer.putInt(tcp + 20, TIMESTAMPS_WORD, BIG_ENDIAN);
            buffer.putLong(tcp + 24, nowNs / 1_000_000 << 32, BIG_ENDIAN);
        }
        final int length = HEADER_LENGTH + optionsLength;
        final long pseudo = Checksum.addPseudo(Checksum.add(0, buffer, frame + 12, 8), length, 6);
        Checksum.put(buffer, tcp + CHECKSUM_OFFSET, Checksum.add(pseudo, buffer, tcp, length));
    }

    /**
     * Fails unless every connection that was opened was also finished, but for those that are held.
     */
    public void check(final long held)
    {
        final long established = counters.get(Counter.ESTABLISHED);
        final long finished = counters.get(Counter.CLOSED_FINISHED);
        if (withEngine && (established - finished < held || counters.get(Counter.CURR_OPEN) != established - finished ||
            counters.get(Counter.IP_IN_RECEIVES) != counters.get(Counter.SEGMENTS_ACCEPTED)))
        {
            throw new IllegalStateException("connections do not add up:\n" + counters);
        }
    }
}
