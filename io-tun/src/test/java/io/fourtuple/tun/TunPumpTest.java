package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.Packets;

class TunPumpTest extends TunLinkContractTest
{
    private static final int RING_BYTES = 1 << 18;
    private static final int SMALL_RING_BYTES = 1 << 14;

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

    @Override
    Link newLink(final TunDevice openDevice, final Counters linkCounters)
    {
        return TunLinks.pumped(openDevice, linkCounters, config());
    }

    @Override
    String downReason()
    {
        return ((TunPump)link).downReason();
    }

    @Test
    void shouldCountEveryFrameThatFindsTheRingFull() throws Exception
    {
        final int sent = 400;
        reopen(config().ringBytes(SMALL_RING_BYTES));
        try (DatagramSocket socket = socket(KERNEL))
        {
            for (int i = 0; i < sent; i++)
            {
                socket.send(new DatagramPacket(pattern(100), 100, Packets.inetAddress(ENGINE), 7_777));
            }
        }
        // A record has 8 bytes of header and 128 of frame: the ring holds so many of them while nobody receives.
        final int kept = SMALL_RING_BYTES / 136;
        LinkDriver.await("the drops", () -> counters.get(Counter.LINK_RX_DROPPED) >= sent - kept);
        final AtomicInteger received = new AtomicInteger();
        LinkDriver.await("the rest", () -> received.addAndGet(driver.receive()) == kept);
        assertEquals(sent, received.get() + counters.get(Counter.LINK_RX_DROPPED));
        driver.discard();
        assertEcho(KERNEL, ENGINE, 1, pattern(56));
    }

    @Test
    void shouldEndBothThreadsWhenClosed()
    {
        assertNotNull(thread("ft0-reader"));
        assertNotNull(thread("ft0-writer"));
        link.close();
        LinkDriver.await("the threads' end", () -> thread("ft0-reader") == null && thread("ft0-writer") == null);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldPinItsThreads()
    {
        final int cpu = Integer.parseInt(CpuPinning.allowed().split("[-,]")[0]);
        reopen(config().cpus(cpu, cpu));
        assertEcho(KERNEL, ENGINE, 1, pattern(56));
        assertEquals(List.of(), errors);
        assertTrue(link.isUp());
    }

    @Test
    void shouldEndWithAReasonWhenAThreadCannotBePinned()
    {
        reopen(config().cpus(PumpConfig.ANY_CPU, 8_000));
        LinkDriver.await("the end of the link", () -> !link.isUp());
        assertTrue(downReason().startsWith("no such CPU"), downReason());
        LinkDriver.await("the error", () -> !errors.isEmpty());
        assertFalse(driver.send(new byte[40]));
    }

    /** The thread that tells it would end by what it throws. */
    @Test
    void shouldGoOnWhenTheErrorHandlerFails()
    {
        TunPump.guarded(ex ->
        {
            errors.add(ex);
            throw new StackOverflowError();
        }).onError(new IllegalStateException("told"));
        assertEquals(1, errors.size());
    }

    private void reopen(final PumpConfig config)
    {
        link.close();
        device = netNs.open(TunConfig.named("ft1").address(KERNEL + "/24"));
        link = TunLinks.pumped(device, counters, config);
        driver = new LinkDriver(link, 64);
    }

    private PumpConfig config()
    {
        return new PumpConfig().ringBytes(RING_BYTES).idleStrategy(() -> YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors::add);
    }

    private static Thread thread(final String name)
    {
        return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(name)).findAny().orElse(null);
    }
}
