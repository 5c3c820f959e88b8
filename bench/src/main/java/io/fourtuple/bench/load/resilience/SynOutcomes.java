package io.fourtuple.bench.load.resilience;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.fourtuple.bench.base.Json;
import io.fourtuple.telemetry.Counter;

/**
 * Outcomes of the SYNs that reached a listener: received = queued + answered by a cookie + dropped for each reason.
 *
 * @param received        SYNs.
 * @param queued          half-open connections made; also those that reopened one in TIME_WAIT.
 * @param cookies         answered by a cookie.
 * @param drops           by reason, under nstat's names; reasons that did not occur are left out.
 * @param isQueuedDerived whether queued is only what the others leave, since the target does not count it.
 */
record SynOutcomes(long received, long queued, long cookies, Map<String, Long> drops, boolean isQueuedDerived)
{
    private static final List<Counter> ENGINE_DROPS = List.of(Counter.REQ_Q_FULL_DROP, Counter.SYN_UNPROVEN,
        Counter.SYN_ACCEPT_QUEUE_FULL, Counter.SYN_SOURCE_LIMIT, Counter.SYN_LINK_FULL, Counter.TABLE_FULL);
    /** The kernel counts each SYN that it drops as one of these; TCPReqQFullDrop and others say why. */
    private static final String KERNEL_DROPS = "TcpExtListenDrops";

    /** @param grown what each of the engine's counters has grown by. */
    static SynOutcomes ofEngine(final Map<String, Long> grown)
    {
        final Map<String, Long> drops = new LinkedHashMap<>();
        for (final Counter counter : ENGINE_DROPS)
        {
            final long value = grown.getOrDefault(counter.label(), 0L);
            if (value > 0)
            {
                drops.put(counter.label(), value);
            }
        }
        return new SynOutcomes(grown.getOrDefault(Counter.LISTEN_SYNS.label(), 0L),
            grown.getOrDefault(Counter.SYN_QUEUED.label(), 0L), grown.getOrDefault(Counter.SYNCOOKIES_SENT.label(), 0L),
            drops, false);
    }

    /**
     * Some of what the kernel drops because the accept queue is full are ACKs; it does not tell how many. Here they are
     * as few as can be.
     *
     * @param grown what each of the kernel's counters has grown by.
     * @param syns  that were put into its device.
     */
    static SynOutcomes ofKernel(final Map<String, Long> grown, final long syns)
    {
        final long cookies = grown.getOrDefault(Counter.SYNCOOKIES_SENT.label(), 0L);
        final long dropped = grown.getOrDefault(KERNEL_DROPS, 0L);
        final long overflows = grown.getOrDefault(Counter.LISTEN_OVERFLOWS.label(), 0L);
        final long synsDropped = Math.max(dropped - overflows, Math.min(dropped, syns - cookies));
        return new SynOutcomes(syns, syns - cookies - synsDropped, cookies,
            synsDropped == 0 ? Map.of() : Map.of(KERNEL_DROPS, synsDropped), true);
    }

    long dropped()
    {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }

    /** SYNs that the target did something for: a record or a cookie. */
    long absorbed()
    {
        return queued + cookies;
    }

    /** Whether received is the sum of the outcomes. */
    boolean addsUp()
    {
        return queued >= 0 && received == queued + cookies + dropped();
    }

    String text()
    {
        return received + " SYNs received = " + queued + " queued + " + cookies + " cookies" +
            drops.entrySet().stream().map(drop -> " + " + drop.getValue() + " " + drop.getKey())
                .collect(Collectors.joining());
    }

    Json json()
    {
        final Json reasons = new Json();
        drops.forEach(reasons::put);
        return new Json().put("received", received).put("queued", queued).put("queued_is_derived", isQueuedDerived)
            .put("cookies", cookies).put("dropped", reasons).put("adds_up", addsUp());
    }
}
