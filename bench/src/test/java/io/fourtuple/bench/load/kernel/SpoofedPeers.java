package io.fourtuple.bench.load.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.PacketSocket;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;

/**
 * Segments from addresses that nobody has, put into the engine's device from the kernel's side (packet(7)): what a
 * flood sends. The answers go to the kernel, which has no use for them either.
 */
final class SpoofedPeers implements AutoCloseable
{
    static final int SYN = 2;
    static final int ACK = 16;
    private static final int SLOT_BYTES = 128;
    private static final int SLOTS = PacketSocket.MAX_FRAMES;
    private static final int FIRST_PORT = 1_024;
    /** MSS 1460, as a SYN has it at least. */
    private static final byte[] MSS_OPTION = {2, 4, 5, (byte)0xB4};
    private static final byte[] NO_OPTION = {};

    private final PacketSocket socket;
    private final MemorySegment slots = Arena.ofAuto().allocate((long)SLOTS * SLOT_BYTES, 64);
    private final EngineInNs engine;
    private boolean isOneAddress;
    private int next;

    SpoofedPeers(final NetNs netNs, final EngineInNs engine)
    {
        this.engine = engine;
        socket = netNs.call(() -> PacketSocket.open(EngineInNs.DEVICE));
    }

    /** From now on all have the same address, and another port each. */
    SpoofedPeers ofOneAddress()
    {
        isOneAddress = true;
        return this;
    }

    /**
     * SYNs, each from another peer; returns when the engine has taken them all.
     *
     * @param to the engine's address.
     */
    void syns(final int count, final String to, final int port)
    {
        send(SYN, count, to, port);
    }

    /** ACKs of nothing that was ever sent, each from another peer; returns when the engine has taken them all. */
    void acks(final int count, final String to, final int port)
    {
        send(ACK, count, to, port);
    }

    private void send(final int flags, final int count, final String to, final int port)
    {
        int left = count;
        while (left > 0)
        {
            final int frames = Math.min(left, SLOTS);
            for (int i = 0; i < frames; i++)
            {
                final byte[] frame = frame(flags, to, port);
                MemorySegment.copy(MemorySegment.ofArray(frame), 0, slots, (long)i * SLOT_BYTES, frame.length);
            }
            put(frames);
            left -= frames;
        }
    }

    /** A full device takes no more until the engine has taken some. */
    private void put(final int frames)
    {
        final long received = engine.counter(Counter.IP_IN_RECEIVES);
        int sent = 0;
        while (sent < frames)
        {
            sent += socket.send(slots, sent, SLOT_BYTES, frames - sent);
            engine.cycle();
        }
        engine.runUntil("all " + frames + " spoofed frames", () ->
            engine.counter(Counter.IP_IN_RECEIVES) - received >= frames);
    }

    /** From 65,536 addresses, of IPv6 each in a network of its own, and then again from another port of each. */
    private byte[] frame(final int flags, final String to, final int port)
    {
        final int number = next++;
        final int low = isOneAddress ? 1 : number & 0xFFFF;
        final int fromPort = FIRST_PORT + (isOneAddress ? number : number >> 16);
        final String from = to.indexOf(':') < 0 ? "198.19." + (low >> 8) + "." + (low & 0xFF) :
            "2001:db8:1:" + Integer.toHexString(low) + "::1";
        return Packets.tcp(
            new InetSocketAddress(Packets.inetAddress(from), fromPort),
            new InetSocketAddress(Packets.inetAddress(to), port),
            flags, 0x9E37_79B9 * number, flags == ACK ? 0x85EB_CA6B * number : 0, 65_535,
            flags == SYN ? MSS_OPTION : NO_OPTION);
    }

    @Override
    public void close()
    {
        socket.close();
    }
}
