package io.fourtuple.bench.load.kernel;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.tun.testing.Packets;

/**
 * Peers of a listener made of nothing but segments, each with an address of its own; number 0, 1, 2, ... of them. Their
 * link leads to the kernel or to an engine. What is answered is waited for by an echo request sent behind: once it is
 * answered, so is all that came before, or it never will be.
 */
final class RawPeers
{
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final int CLIENT_PORT = 40_000;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV6_SOURCE = 8;
    private static final byte[] MSS_OPTION = {2, 4, 5, (byte)0xB4};
    private static final byte[] NO_OPTION = {};
    /** No address comes twice in a JVM: the kernel remembers who once completed a handshake. */
    private static int nextAddress = 1;

    /** A segment that a peer was answered with. */
    record Answer(int peer, int flags, int seq, int ack)
    {
        boolean is(final int expectedFlags)
        {
            return flags == expectedFlags;
        }
    }

    private final Link link;
    private final Runnable step;
    private final InetSocketAddress listener;
    private final boolean isIpv6;
    private final int firstAddress = nextAddress;
    private final FrameBatch batch = new FrameBatch(64);
    private final List<Answer> answers = new ArrayList<>();
    private final List<Answer> repeats = new ArrayList<>();
    /** SYN-ACKs of peers that have sent nothing but ACKs since. */
    private final Map<Integer, Answer> synAcks = new HashMap<>();
    private int echoes;
    private int echoed;

    /**
     * @param link     to the listener's host.
     * @param step     lets that host do its work.
     * @param listener address and port.
     */
    RawPeers(final Link link, final Runnable step, final InetSocketAddress listener)
    {
        this.link = link;
        this.step = step;
        this.listener = listener;
        isIpv6 = listener.getAddress().getAddress().length == 16;
        // As many as any test needs.
        nextAddress += 256;
    }

    /** SEG.SEQ of a peer's SYN. */
    static int irs(final int peer)
    {
        return 1_000_000 * (peer + 1);
    }

    /** @return the answers to a SYN of each of these peers; one that was not answered is missing. */
    List<Answer> syns(final int firstPeer, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            send(firstPeer + i, SYN, irs(firstPeer + i), 0, MSS_OPTION);
        }
        return answers();
    }

    /** @return what the ACK of a SYN-ACK was answered with. */
    List<Answer> complete(final Answer synAck)
    {
        return segment(synAck.peer(), ACK, irs(synAck.peer()) + 1, synAck.seq() + 1);
    }

    /** @return what a segment was answered with. */
    List<Answer> segment(final int peer, final int flags, final int seq, final int ack)
    {
        send(peer, flags, seq, ack, NO_OPTION);
        return answers();
    }

    /** @return what a SYN to another port was answered with. */
    List<Answer> synTo(final int port, final int peer)
    {
        put(Packets.tcp(address(peer), new InetSocketAddress(listener.getAddress(), port), SYN, irs(peer), 0, 65_535,
            MSS_OPTION));
        return answers();
    }

    private void send(final int peer, final int flags, final int seq, final int ack, final byte[] options)
    {
        if ((flags & SYN) != 0)
        {
            synAcks.remove(peer);
        }
        put(Packets.tcp(address(peer), listener, flags, seq, ack, 65_535, options));
    }

    private void put(final byte[] frame)
    {
        final int offset = link.claim(frame.length);
        if (offset == Link.NO_ROOM)
        {
            throw new AssertionError("the link has no room for " + frame.length + " bytes");
        }
        link.txBuffer().putBytes(offset, frame);
        link.commit(offset, frame.length);
        link.flush();
    }

    private InetSocketAddress address(final int peer)
    {
        final int number = firstAddress + peer;
        return new InetSocketAddress(Packets.inetAddress(isIpv6 ? "2001:db8::1:" + Integer.toHexString(number) :
            "198.19." + (number >> 8) + "." + (number & 0xFF)), CLIENT_PORT);
    }

    /** Waits until the host answers at all: a device that has just been made loses what comes first. */
    RawPeers reach()
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (echoed < 1)
        {
            echoes = 0;
            echo();
            receive();
            check(deadlineNs);
        }
        return this;
    }

    /**
     * @return SYN-ACKs that nobody asked for again: repeated because their time was over, as they are on a busy machine
     *         too, whose test thread was kept from its CPU for a second.
     */
    List<Answer> repeats()
    {
        answers();
        return List.copyOf(repeats);
    }

    /** @return all that came since the last time but {@link #repeats}, once everything sent is dealt with. */
    List<Answer> answers()
    {
        echo();
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (echoed < echoes)
        {
            check(deadlineNs);
            step.run();
            receive();
        }
        final List<Answer> result = List.copyOf(answers);
        answers.clear();
        return result;
    }

    private void check(final long deadlineNs)
    {
        if (deadlineNs - System.nanoTime() < 0)
        {
            throw new AssertionError("no echo within 60 s: sent=" + echoes + " answered=" + echoed);
        }
    }

    private void echo()
    {
        final String source = address(0).getAddress().getHostAddress();
        put(Packets.echoRequest(source, listener.getAddress().getHostAddress(), ++echoes, NO_OPTION));
        step.run();
    }

    private void receive()
    {
        final int count = link.receive(batch);
        for (int i = 0; i < count; i++)
        {
            final byte[] frame = new byte[batch.lengthBytes(i)];
            batch.buffer().getBytes(batch.offset(i), frame);
            read(ByteBuffer.wrap(frame));
        }
    }

    private void read(final ByteBuffer frame)
    {
        if ((frame.get(0) & 0xF0) != (isIpv6 ? 0x60 : 0x40))
        {
            // The kernel asks for IPv6's neighbours, whatever the test is about.
            return;
        }
        final int addressLength = isIpv6 ? 16 : 4;
        final int headerLength = isIpv6 ? 40 : 20;
        final int protocol = frame.get(isIpv6 ? 6 : 9);
        final byte[] source = new byte[addressLength];
        frame.get(isIpv6 ? IPV6_SOURCE : IPV4_SOURCE, source);
        if (!java.util.Arrays.equals(source, listener.getAddress().getAddress()))
        {
            return;
        }
        if (protocol == Packets.TCP)
        {
            final int number = frame.getShort(headerLength - 2) & 0xFFFF;
            add(new Answer(number - firstAddress, frame.get(headerLength + 13) & 0x3F,
                frame.getInt(headerLength + 4), frame.getInt(headerLength + 8)));
        }
        else if (frame.get(headerLength) == (byte)(isIpv6 ? 129 : 0))
        {
            echoed = Math.max(echoed, frame.getShort(headerLength + 6) & 0xFFFF);
        }
    }

    private void add(final Answer answer)
    {
        final boolean isSynAck = answer.is(SYN | ACK);
        final Answer before = isSynAck ? synAcks.put(answer.peer(), answer) : null;
        (answer.equals(before) ? repeats : answers).add(answer);
    }
}
