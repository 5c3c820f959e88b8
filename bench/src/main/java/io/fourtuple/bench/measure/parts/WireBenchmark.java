package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.bench.measure.driver.ClientFrames;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.table.TupleHash;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;

/** Work on each frame before its connection is looked for: checksums, the border check, the hash of its tuple. */
public class WireBenchmark extends PartBenchmark
{
    private static final int FRAMES = 64;
    private static final int SLOT = 64;
    private static final int FULL_FRAME = 1_500;

    private final UnsafeBuffer syns = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(FRAMES * SLOT));
    private final UnsafeBuffer acks = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(FRAMES * SLOT));
    private final UnsafeBuffer large = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(FULL_FRAME));
    private final IpCheck ipCheck = new IpCheck(LocalAddresses.all());
    private final TcpCheck tcpCheck = new TcpCheck(new Counters());
    private final Segment segment = new Segment();
    private final TupleHash hash = new TupleHash(new java.util.SplittableRandom(1)::nextLong);

    @Setup
    public void setUp()
    {
        final ClientFrames frames = new ClientFrames();
        for (int i = 0; i < FRAMES; i++)
        {
            frames.write(syns, i * SLOT, i, ClientFrames.isn(i), 0, ClientFrames.SYN, true, 0);
            frames.write(acks, i * SLOT, i, ClientFrames.isn(i) + 1, i, ClientFrames.ACK, true, 1);
        }
        large.setMemory(0, FULL_FRAME, (byte)0x5A);
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("frames refused");
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long floor()
    {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            sum += acks.getByte(i * SLOT);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void checkSyn()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            wrong += isRefused(syns, i * SLOT, ClientFrames.SYN_LENGTH) ? 1 : 0;
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void checkAck()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            wrong += isRefused(acks, i * SLOT, ClientFrames.ACK_LENGTH) ? 1 : 0;
        }
    }

    private boolean isRefused(final UnsafeBuffer buffer, final int offset, final int length)
    {
        return ipCheck.check(buffer, offset, length, segment) != null || tcpCheck.check(segment) != null;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long checksumOf40Bytes()
    {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            sum += Checksum.fold(Checksum.add(0, syns, i * SLOT + 20, 40));
        }
        return sum;
    }

    @Benchmark
    public int checksumOf1480Bytes()
    {
        return Checksum.fold(Checksum.add(0, large, 20, FULL_FRAME - 20));
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long hashOfIpv4Tuple()
    {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            sum += hash.ipv4(0xC613_0000L + i, 0xC612_0001L, 1_024 + i, 80);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long hashOfIpv6Tuple()
    {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            sum += hash.ipv6(0x2001_0DB8_0000_0000L, i, 0x2001_0DB8_0000_0000L, 1, 1_024 + i << 16 | 80);
        }
        return sum;
    }
}
