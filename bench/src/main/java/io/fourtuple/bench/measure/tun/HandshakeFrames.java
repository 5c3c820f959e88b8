package io.fourtuple.bench.measure.tun;

import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Checksum;

/**
 * The clients' frames of many handshakes, ready to be sent: SYNs with the options of Linux, and the ACKs that fit the
 * engine's SYN,ACKs, each in a slot of one cache line. An ACK follows its SYN by so many handshakes as might be on
 * their way in one round trip.
 * <pre>
 *   SYN 0 ... SYN 63 | SYN 64 | ACK 0 | SYN 65 | ACK 1 | ... | SYN n-1 | ACK n-65 | ACK n-64 ... ACK n-1
 * </pre>
 * Made by a rehearsal with an engine in memory, which also checks each SYN,ACK: addresses, ports, flags, acknowledgment
 * number, both checksums; and that each ACK establishes its connection.
 */
public final class HandshakeFrames
{
    /** Distance from frame to frame. */
    public static final int SLOT_BYTES = 64;
    /** An ACK comes so many handshakes after its SYN. */
    public static final int DISTANCE = 64;
    /** The most handshakes, by what one buffer holds. */
    public static final int MAX_HANDSHAKES = 16_000_000;

    private static final int BATCH = 32;
    private static final int IP_LENGTH = 20;
    private static final int SYN_LENGTH = IP_LENGTH + HEADER_LENGTH + 20;
    private static final int ACK_LENGTH = IP_LENGTH + HEADER_LENGTH + TIMESTAMPS_LENGTH;
    private static final int SERVER = 0xC612_0002;
    private static final int FIRST_CLIENT = 0xC613_0001;
    private static final int FIRST_PORT = 1_024;
    private static final int PORT_BITS = 15;
    private static final int ISS = 1_000;
    private static final int CLIENT_TIME = 5_000;
    private static final int RING_BYTES = 1 << 16;
    private static final int VALID = 0xFFFF;

    private final int handshakes;
    private final MemorySegment memory;
    private final UnsafeBuffer slots;

    /**
     * Makes the frames; takes about a second for each million.
     *
     * @param handshakes {@link #DISTANCE} to {@link #MAX_HANDSHAKES}.
     * @throws IllegalStateException if a reply of the engine is wrong.
     */
    public HandshakeFrames(final int handshakes)
    {
        if (handshakes < DISTANCE || handshakes > MAX_HANDSHAKES)
        {
            throw new IllegalArgumentException(
                "handshakes must be " + DISTANCE + " to " + MAX_HANDSHAKES + ": handshakes=" + handshakes);
        }
        this.handshakes = handshakes;
        memory = Arena.ofAuto().allocate(2L * handshakes * SLOT_BYTES, SLOT_BYTES);
        slots = new UnsafeBuffer(memory.asByteBuffer());
        rehearse();
    }

    /** @return how many handshakes there are. */
    public int handshakes()
    {
        return handshakes;
    }

    /** @return how many frames: two a handshake. */
    public int frames()
    {
        return 2 * handshakes;
    }

    /** @return the slots, in the order of sending. */
    public MemorySegment memory()
    {
        return memory;
    }

    private int synOffset(final int handshake)
    {
        return SLOT_BYTES * (handshake < DISTANCE ? handshake : 2 * handshake - DISTANCE);
    }

    private int ackOffset(final int handshake)
    {
        final int followingSyn = handshake + DISTANCE;
        return SLOT_BYTES * (followingSyn < handshakes ? 2 * handshake + DISTANCE + 1 : handshakes + handshake);
    }

    private void rehearse()
    {
        final RingLink[] ends = RingLink.pair(RING_BYTES, 1_500);
        final Counters counters = new Counters();
        final ConnectionHandler handler = (tcp, connection, buffer, offset, length) -> { };
        final Engine engine = MeasuredEngine.create(ends[0], counters, handshakes, handler);
        final FrameBatch replies = new FrameBatch(BATCH);
        for (int first = 0; first < handshakes; first += BATCH)
        {
            final int count = Math.min(BATCH, handshakes - first);
            for (int i = first; i < first + count; i++)
            {
                writeSyn(synOffset(i), i);
                offer(ends[1], synOffset(i), SYN_LENGTH);
            }
            work(engine);
            answer(ends[1], replies, first, count);
            work(engine);
        }
        final long established = counters.get(Counter.ESTABLISHED);
        if (established != handshakes)
        {
            throw new IllegalStateException(
                "rehearsal: established=" + established + " handshakes=" + handshakes + "\n" + counters);
        }
    }

    /** More than one cycle, since a ring gives what lies behind its end only in the next. */
    private static void work(final Engine engine)
    {
        int work = engine.doWork();
        while (work > 0)
        {
            work = engine.doWork();
        }
    }

    private void answer(final RingLink link, final FrameBatch replies, final int first, final int count)
    {
        int answered = 0;
        while (answered < count && link.receive(replies) > 0)
        {
            for (int i = 0; i < replies.size(); i++, answered++)
            {
                final int handshake = first + answered;
                final DirectBuffer buffer = replies.buffer();
                final int tcp = replies.offset(i) + IP_LENGTH;
                check(buffer, replies.offset(i), replies.lengthBytes(i), handshake);
                writeAck(ackOffset(handshake), handshake, buffer.getInt(tcp + SEQ_OFFSET, BIG_ENDIAN) + 1,
                    timestamp(buffer, tcp));
                offer(link, ackOffset(handshake), ACK_LENGTH);
            }
        }
        // Gives the frames back to the ring.
        if (answered != count || link.receive(replies) != 0)
        {
            throw new IllegalStateException("rehearsal: SYN,ACKs of the batch at " + first + ": " + answered +
                " instead of " + count);
        }
    }

    private void offer(final RingLink link, final int offset, final int lengthBytes)
    {
        final int claimed = link.claim(lengthBytes);
        link.txBuffer().putBytes(claimed, slots, offset, lengthBytes);
        link.commit(claimed, lengthBytes);
    }

    private static void check(final DirectBuffer buffer, final int frame, final int lengthBytes, final int handshake)
    {
        final int tcp = frame + IP_LENGTH;
        final int tcpLength = lengthBytes - IP_LENGTH;
        final long pseudo = Checksum.addPseudo(Checksum.add(0, buffer, frame + 12, 8), tcpLength, 6);
        final boolean isRight = (buffer.getShort(frame + 2, BIG_ENDIAN) & 0xFFFF) == lengthBytes &&
            Checksum.fold(Checksum.add(0, buffer, frame, IP_LENGTH)) == VALID &&
            Checksum.fold(Checksum.add(pseudo, buffer, tcp, tcpLength)) == VALID &&
            buffer.getInt(frame + 12, BIG_ENDIAN) == SERVER &&
            buffer.getInt(frame + 16, BIG_ENDIAN) == client(handshake) &&
            buffer.getInt(tcp, BIG_ENDIAN) == (MeasuredEngine.PORT << 16 | port(handshake)) &&
            buffer.getByte(tcp + FLAGS_OFFSET) == (SYN | ACK) &&
            buffer.getInt(tcp + ACK_OFFSET, BIG_ENDIAN) == ISS + 1;
        if (!isRight)
        {
            throw new IllegalStateException("rehearsal: the reply to SYN " + handshake + " is wrong: bytes=" +
                lengthBytes + " flags=" + buffer.getByte(tcp + FLAGS_OFFSET));
        }
    }

    /** The engine's timestamp, wherever the option stands. */
    private static int timestamp(final DirectBuffer buffer, final int tcp)
    {
        final int end = tcp + (buffer.getByte(tcp + DATA_OFFSET_OFFSET) >>> 4 & 0xF) * 4;
        int option = tcp + HEADER_LENGTH;
        while (option < end && buffer.getByte(option) != OPTION_TIMESTAMPS)
        {
            option += buffer.getByte(option) == OPTION_NOP ? 1 : buffer.getByte(option + 1);
        }
        return buffer.getInt(option + 2, BIG_ENDIAN);
    }

    private void writeSyn(final int frame, final int handshake)
    {
        final int options = frame + IP_LENGTH + HEADER_LENGTH;
        slots.putInt(options, OPTION_MSS << 24 | 4 << 16 | 1_460, BIG_ENDIAN);
        slots.putInt(options + 4, OPTION_SACK_PERMITTED << 24 | 2 << 16 | OPTION_TIMESTAMPS << 8 | 10, BIG_ENDIAN);
        slots.putInt(options + 8, CLIENT_TIME, BIG_ENDIAN);
        slots.putInt(options + 12, 0, BIG_ENDIAN);
        slots.putInt(options + 16, OPTION_NOP << 24 | OPTION_WINDOW_SCALE << 16 | 3 << 8 | 7, BIG_ENDIAN);
        writeHeaders(frame, SYN_LENGTH, handshake, SYN, ISS, 0);
    }

    private void writeAck(final int frame, final int handshake, final int ack, final int echoedTime)
    {
        final int options = frame + IP_LENGTH + HEADER_LENGTH;
        slots.putInt(options, TIMESTAMPS_WORD, BIG_ENDIAN);
        slots.putInt(options + 4, CLIENT_TIME, BIG_ENDIAN);
        slots.putInt(options + 8, echoedTime, BIG_ENDIAN);
        writeHeaders(frame, ACK_LENGTH, handshake, ACK, ISS + 1, ack);
    }

    private void writeHeaders(
        final int frame, final int lengthBytes, final int handshake, final int flags, final int seq, final int ack)
    {
        final int tcp = frame + IP_LENGTH;
        final int tcpLength = lengthBytes - IP_LENGTH;
        final MutableDirectBuffer buffer = slots;
        buffer.putInt(frame, 0x4500_0000 | lengthBytes, BIG_ENDIAN);
        buffer.putInt(frame + 4, 0x4000, BIG_ENDIAN);
        buffer.putInt(frame + 8, 64 << 24 | 6 << 16, BIG_ENDIAN);
        buffer.putInt(frame + 12, client(handshake), BIG_ENDIAN);
        buffer.putInt(frame + 16, SERVER, BIG_ENDIAN);
        Checksum.put(buffer, frame + 10, Checksum.add(0, buffer, frame, IP_LENGTH));
        buffer.putInt(tcp, port(handshake) << 16 | MeasuredEngine.PORT, BIG_ENDIAN);
        buffer.putInt(tcp + SEQ_OFFSET, seq, BIG_ENDIAN);
        buffer.putInt(tcp + ACK_OFFSET, ack, BIG_ENDIAN);
        buffer.putInt(tcp + DATA_OFFSET_OFFSET, tcpLength << 26 | flags << 16 | 0xFFFF, BIG_ENDIAN);
        buffer.putInt(tcp + CHECKSUM_OFFSET, 0);
        final long pseudo = Checksum.addPseudo(Checksum.add(0, buffer, frame + 12, 8), tcpLength, 6);
        Checksum.put(buffer, tcp + CHECKSUM_OFFSET, Checksum.add(pseudo, buffer, tcp, tcpLength));
    }

    private static int client(final int handshake)
    {
        return FIRST_CLIENT + (handshake >>> PORT_BITS);
    }

    private static int port(final int handshake)
    {
        return FIRST_PORT + (handshake & (1 << PORT_BITS) - 1);
    }
}
