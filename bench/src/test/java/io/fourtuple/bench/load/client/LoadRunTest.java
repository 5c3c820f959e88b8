package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.bench.load.client.VirtualLoad.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.RequiresTun;

class LoadRunTest
{
    private static final FloodPlan FLOOD = FloodPlan.NONE.then(100 * MS, 0).then(100 * MS, 20_000);

    /** Its patience is longer than a busy machine keeps a thread from its CPU. */
    private static LoadPlan plan()
    {
        return LoadPlan.defaults().withRate(1_000).withDurationNs(300 * MS).withIntervalNs(100 * MS)
            .withPatienceNs(20_000 * MS);
    }

    private static RingTarget ring()
    {
        return new RingTarget(config -> config.settings(config.settings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 4_096).with(Setting.TCP_MAX_SYN_BACKLOG, 256)), LoadRun.ANY_CPU);
    }

    private static LoadResult run(final LoadTarget target, final LoadPlan plan, final List<LoadRow> rows)
    {
        return new LoadRun(target, LoadRun.ANY_CPU).run(plan, rows::add);
    }

    /** What must be so however busy the machine is. */
    private static void check(final LoadResult result, final List<LoadRow> rows)
    {
        final LoadCounts totals = result.totals();
        assertEquals(totals.get(OPENED), totals.get(ESTABLISHED) + totals.failed(), () -> totals.json().toString());
        assertEquals(totals.get(ESTABLISHED), totals.get(FINISHED) + totals.get(BROKEN), () -> totals.json().toString());
        assertEquals(totals.get(OFFERED), rows.stream().mapToLong(row -> row.counts().get(OFFERED)).sum());
        assertEquals(totals.get(ESTABLISHED), rows.stream().mapToLong(row -> row.counts().get(ESTABLISHED)).sum());
        assertEquals(totals.get(FRAMES_SENT), rows.stream().mapToLong(row -> row.counts().get(FRAMES_SENT)).sum());
        assertEquals(totals.get(ESTABLISHED), result.established().getTotalCount());
        assertEquals(totals.get(SYN_ACKS), result.synAcks().getTotalCount());
        assertEquals(result.target().syns(), rows.stream().mapToLong(row -> row.target().syns()).sum());
        assertTrue(totals.get(ESTABLISHED) > 0, "nothing was established");
        assertEquals(0, totals.get(WRONG_FRAMES));
        assertTrue(result.generatorCpu() > 0 && result.generatorCpu() < 1.2, "generatorCpu=" + result.generatorCpu());
        assertTrue(result.targetCpu() > 0 && result.targetCpu() < 1.2, "targetCpu=" + result.targetCpu());
    }

    @Test
    void shouldAddUpInTwoRunsOverOneTarget()
    {
        final LoadPlan plan = plan().withFlood(FLOOD);
        try (RingTarget target = ring())
        {
            target.open(plan);
            final List<LoadRow> rows = new ArrayList<>();
            final LoadResult closed = run(target, plan.withInFlight(8).withFlood(FloodPlan.NONE), rows);
            check(closed, rows);
            rows.clear();
            final LoadResult flooded = run(target, plan, rows);
            check(flooded, rows);
            assertEquals(3, flooded.phases().size());
            assertEquals(0, flooded.phases().get(0).counts().get(FLOOD_DUE));
            assertEquals(2_000, flooded.phases().get(1).counts().get(FLOOD_DUE), 1);
            assertEquals(300, flooded.totals().get(OFFERED));
            assertTrue(flooded.target().cookiesSent() > 0 || flooded.totals().get(FLOOD_SENT) < 256, "no cookie was sent");
            target.check();
        }
    }

    @Test
    void shouldWarmUpOnAnEngineOfItsOwn()
    {
        final EngineConfig[] made = new EngineConfig[1];
        WarmUp.engine(config -> made[0] = config, plan().withFlood(FLOOD), 200 * MS, LoadRun.ANY_CPU, LoadRun.ANY_CPU);
        assertTrue(made[0].counters().get(Counter.LISTEN_SYNS) > 0, "nothing was warmed up");
    }

    @Test
    void shouldEndWhenStopped()
    {
        try (RingTarget target = ring())
        {
            final LoadPlan plan = plan().withDurationNs(3_600_000 * MS).withConcurrent(10);
            target.open(plan);
            final LoadRun run = new LoadRun(target, LoadRun.ANY_CPU);
            final LoadResult result = run.run(plan, row -> run.stop());
            assertTrue(result.wasStopped());
            assertEquals(result.totals().get(OFFERED), result.totals().get(OPENED));
            assertTrue(run.run(plan, row -> { }).wasStopped());
        }
    }

    @Test
    void shouldTellWhenTheTargetsThreadHasFailed()
    {
        try (RingTarget target = new RingTarget(config -> config.clock(() ->
        {
            if ("target".equals(Thread.currentThread().getName()))
            {
                throw new IllegalStateException("broken clock");
            }
            return 0;
        }), LoadRun.ANY_CPU))
        {
            target.open(plan());
            final String message = assertThrows(IllegalStateException.class,
                () -> run(target, plan().withPatienceNs(10 * MS), new ArrayList<>())).getMessage();
            assertTrue(message.contains("broken clock"), message);
        }
    }

    @ParameterizedTest
    @RequiresTun
    @CsvSource({"false, none, CLIENT", "true, 64/3000, CLIENT", "false, 64/3000, SERVER", "false, none, RESET"})
    void shouldLoadTheKernelAndAnEngineOverTun(final boolean isIpv6, final String payload, final CloseKind close)
    {
        final LoadPlan ipv4 = plan().withPayload(Payload.parse(payload)).withClose(close);
        final LoadPlan plan = !isIpv6 ? ipv4.withFlood(FLOOD) : ipv4.withAddresses(
            AddressRange.parse("2001:db8:0:1::/112"), new PortRange(1_024, 65_535), Endpoint.of("2001:db8::1", 80));
        final List<LoadTarget> targets = List.of(
            new KernelTarget(java.util.Map.of("tcp_syncookies", "2"), 128, LoadRun.ANY_CPU),
            new TunEngineTarget(config -> { }, LoadRun.ANY_CPU));
        for (final LoadTarget target : targets)
        {
            try (target)
            {
                target.open(plan);
                final List<LoadRow> rows = new ArrayList<>();
                final LoadResult result = run(target, plan, rows);
                check(result, rows);
                assertTrue(result.target().syns() >= result.totals().get(ESTABLISHED), target.describe());
                if (target instanceof KernelTarget)
                {
                    assertTrue(result.target().cookiesSent() >= result.totals().get(ESTABLISHED), "cookies not in force");
                }
            }
        }
    }
}
