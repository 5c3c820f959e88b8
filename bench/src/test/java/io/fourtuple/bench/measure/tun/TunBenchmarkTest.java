package io.fourtuple.bench.measure.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.testing.RequiresTun;
import io.fourtuple.wire.Checksum;

class TunBenchmarkTest
{
    private static final int HANDSHAKES = 1_000;
    private static final int FLAGS_OFFSET = 33;
    private static final byte SYN = 0x02;
    private static final byte ACK = 0x10;

    @Test
    void shouldSendEachAckSixtyFourHandshakesAfterItsSyn()
    {
        final HandshakeFrames frames = new HandshakeFrames(HANDSHAKES);
        int syns = 0;
        int acks = 0;
        for (int slot = 0; slot < frames.frames(); slot++)
        {
            final long offset = (long)slot * HandshakeFrames.SLOT_BYTES;
            final byte flags = frames.memory().get(ValueLayout.JAVA_BYTE, offset + FLAGS_OFFSET);
            final int port = frames.memory().get(
                ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), offset + 20) & 0xFFFF;
            assertTrue(flags == SYN || flags == ACK, "slot=" + slot + " flags=" + flags);
            assertEquals(1_024 + (flags == SYN ? syns : acks), port, "slot=" + slot);
            syns += flags == SYN ? 1 : 0;
            acks += flags == ACK ? 1 : 0;
            assertTrue(flags == SYN || acks == syns - HandshakeFrames.DISTANCE || syns == HANDSHAKES,
                "slot=" + slot + " syns=" + syns + " acks=" + acks);
        }
        assertEquals(HANDSHAKES, syns);
        assertEquals(HANDSHAKES, acks);
        assertThrows(IllegalArgumentException.class, () -> new HandshakeFrames(HandshakeFrames.DISTANCE - 1));
    }

    @Test
    void shouldAnswerASynWithRightChecksums()
    {
        final HandshakeFrames frames = new HandshakeFrames(HANDSHAKES);
        final UnsafeBuffer slots = new UnsafeBuffer(frames.memory().asByteBuffer());
        for (int slot = 0; slot < HandshakeFrames.DISTANCE; slot++)
        {
            final int frame = slot * HandshakeFrames.SLOT_BYTES;
            SynAnswer.make(slots, frame);
            final long pseudo = Checksum.addPseudo(Checksum.add(0, slots, frame + 12, 8), 40, 6);
            assertEquals(0xFFFF, Checksum.fold(Checksum.add(0, slots, frame, 20)), "slot=" + slot);
            assertEquals(0xFFFF, Checksum.fold(Checksum.add(pseudo, slots, frame + 20, 40)), "slot=" + slot);
            assertEquals(0x12, slots.getByte(frame + FLAGS_OFFSET));
            final int seq = slots.getInt(frame + 24, ByteOrder.BIG_ENDIAN);
            assertEquals(seq + 1, slots.getInt(frame + 28, ByteOrder.BIG_ENDIAN));
        }
    }

    /** Every count is checked by the benchmark itself, the kernel's included. */
    @Test
    @RequiresTun
    void shouldMeasureFloorsAndEngine(@TempDir final Path folder) throws Exception
    {
        final List<Integer> cpus = CpuPinning.allowedCpus();
        Assumptions.assumeTrue(cpus.size() > 1, "two CPUs are needed: " + cpus);
        final List<String> progress = new ArrayList<>();
        final List<TunResult> results =
            new TunBenchmark(HANDSHAKES, folder.resolve("floor"), cpus.get(1), cpus.get(0), progress::add).run(1, 2).all();
        assertEquals(4, results.size());
        for (final TunResult result : results)
        {
            assertEquals(2, result.perSecond().size(), result.title());
            assertTrue(result.spread().min() > 0 && result.spread().median() <= result.spread().max(),
                result.title() + ": " + result.perSecond());
        }
        assertEquals("round 2 of 2", progress.get(progress.size() - 1));
    }
}
