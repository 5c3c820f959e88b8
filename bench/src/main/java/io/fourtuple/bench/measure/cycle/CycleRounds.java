package io.fourtuple.bench.measure.cycle;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.measure.driver.CycleDriver;

/** Rounds of open and close, measured one by one: nanoseconds a connection, and what the thread allocated. */
final class CycleRounds
{
    private static final com.sun.management.ThreadMXBean THREADS =
        (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
    /** Less than that a cycle is nothing that each cycle, or each hundredth one, allocates. */
    private static final double LEAST_BYTES = 0.01;
    /** The JVM's own bytes in a round: nearly always fewer than 1,000. */
    private static final double JVMS_OWN_BYTES = 8_192;

    private final double[] handshakeNs;
    private final double[] closeNs;
    private final double[] totalNs;
    private final double[] perSecond;
    private final double[] allocatedBytes;
    private final double[] cyclesOf;
    private long cycles;

    CycleRounds(final int rounds)
    {
        handshakeNs = new double[rounds];
        closeNs = new double[rounds];
        totalNs = new double[rounds];
        perSecond = new double[rounds];
        allocatedBytes = new double[rounds];
        cyclesOf = new double[rounds];
    }

    /** Runs one round of so many seconds. */
    void measure(final int round, final CycleDriver driver, final double seconds)
    {
        final long limitNs = (long)(seconds * TimeUnit.SECONDS.toNanos(1));
        final long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        final long startNs = System.nanoTime();
        driver.run(Long.MAX_VALUE, limitNs);
        final long elapsedNs = System.nanoTime() - startNs;
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        final double count = driver.cycles();
        handshakeNs[round] = driver.handshakeNs() / count;
        closeNs[round] = driver.closeNs() / count;
        totalNs[round] = elapsedNs / count;
        perSecond[round] = count * 1e9 / elapsedNs;
        allocatedBytes[round] = allocated / count;
        cyclesOf[round] = count;
        cycles += driver.cycles();
    }

    Spread handshakeNs()
    {
        return Spread.of(handshakeNs);
    }

    Spread closeNs()
    {
        return Spread.of(closeNs);
    }

    Spread totalNs()
    {
        return Spread.of(totalNs);
    }

    Spread perSecond()
    {
        return Spread.of(perSecond);
    }

    /** Bytes a connection. */
    Spread allocatedBytes()
    {
        return Spread.of(allocatedBytes);
    }

    /** Whether the median round had more than the JVM's own, which does not grow with the cycles. */
    boolean isAllocating()
    {
        return isAllocating(allocatedBytes().median(), Spread.of(cyclesOf).median());
    }

    static boolean isAllocating(final double bytesPerCycle, final double cycles)
    {
        return bytesPerCycle >= LEAST_BYTES && bytesPerCycle * cycles >= JVMS_OWN_BYTES;
    }

    double totalNs(final int round)
    {
        return totalNs[round];
    }

    /** Each round's figures, under the names of {@link #json}. */
    Map<String, double[]> samples()
    {
        final Map<String, double[]> samples = new LinkedHashMap<>();
        samples.put("ns_per_cycle", totalNs.clone());
        samples.put("ns_handshake", handshakeNs.clone());
        samples.put("ns_close", closeNs.clone());
        samples.put("per_second", perSecond.clone());
        samples.put("allocated_bytes_per_cycle", allocatedBytes.clone());
        return samples;
    }

    Json json()
    {
        return new Json()
            .put("cycles", cycles)
            .put("ns_per_cycle", totalNs().json())
            .put("ns_handshake", handshakeNs().json())
            .put("ns_close", closeNs().json())
            .put("per_second", perSecond().json())
            .put("allocated_bytes_per_cycle", allocatedBytes().json());
    }
}
