package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.testing.EngineFixture;

/** Rows read of another process's connections: each kind, each state, and never one row of two connections. */
class ConnectionReaderTest
{
    private static final int CAPACITY = 256;
    private static final int READINGS = 400;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path directory;

    private final Tcb tcb = new Tcb();
    private final TimeWaitEntry timeWait = new TimeWaitEntry();
    private final HalfOpenEntry halfOpen = new HalfOpenEntry();

    private EngineFixture fixture(final boolean ipv6)
    {
        return EngineFixture.with(ipv6, EngineFixture.smallSettings())
            .telemetry(Telemetry.create(directory, "fixture")).build();
    }

    private List<String> rows(final EngineFixture fixture)
    {
        final List<String> rows = new ArrayList<>();
        try (TelemetryFile file = TelemetryFile.open(TelemetryFile.list(directory).get(0)))
        {
            new ConnectionReader(file).forEach(view ->
            {
                final FourTuple tuple = new FourTuple().family(view.isIpv6())
                    .local(view.localHi(), view.localLo(), view.localPort())
                    .remote(view.remoteHi(), view.remoteLo(), view.remotePort());
                rows.add(view.state() + " " + view.recvQueue() + " " + view.sendQueue() + " " +
                    (view.state() == TcpState.LISTEN ? ":" + view.localPort() : tuple.toString().equals(fixture.tuple().toString())) + " " +
                    view.timer() + " " + view.timerMs() + " " + view.retries());
                return true;
            });
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldShowEachKindOfConnection(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6).synRcvd();
        assertEquals(List.of("LISTEN 0 65536 :80 OFF 0 0", "SYN_RCVD 0 0 true RETRANSMIT 1000 0"), rows(fixture));
        fixture.inject(".", 1, 1);
        assertEquals("ESTABLISHED 0 0 true OFF 0 0", rows(fixture).get(1));
        fixture.send(0, 100);
        assertTrue(rows(fixture).get(1).startsWith("ESTABLISHED 0 100 true RETRANSMIT "), rows(fixture).toString());
        fixture.expect("P.", 1, 1);
        fixture.inject(".", 1, 101);
        assertEquals("ESTABLISHED 0 0 true OFF 0 0", rows(fixture).get(1));
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work();
        assertTrue(rows(fixture).get(1).startsWith("FIN_WAIT_1 0 1 true RETRANSMIT "), rows(fixture).toString());
        fixture.inject(".", 1, 102);
        assertEquals("FIN_WAIT_2 0 0 true OFF 0 0", rows(fixture).get(1));
        fixture.inject("F.", 1, 102);
        assertEquals("TIME_WAIT 0 0 true TIME_WAIT 60000 0", rows(fixture).get(1));
        fixture.pass(20_000);
        assertEquals("TIME_WAIT 0 0 true TIME_WAIT 40000 0", rows(fixture).get(1));
        fixture.pass(41_000);
        assertEquals(1, rows(fixture).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldShowWhatAConnectionKnowsOfItsPath(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6).established();
        final List<String> idle = details(fixture);
        assertEquals(List.of("LISTEN", "ESTABLISHED mss=" + record(fixture).mss() + " flight=0 rtt=false"), idle);
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        fixture.pass(7);
        assertTrue(details(fixture).get(1).endsWith(" flight=100 rtt=false"), details(fixture).toString());
        fixture.send(0, 100);
        fixture.expect("P.", 101, 1);
        fixture.inject(".", 1, 101);
        assertTrue(details(fixture).get(1).endsWith(" flight=100 rtt=true"), details(fixture).toString());
        fixture.inject(".", 1, 201);
        assertTrue(details(fixture).get(1).contains(" flight=0 "), details(fixture).toString());
    }

    private static Tcb record(final EngineFixture fixture)
    {
        final Tcb record = new Tcb();
        fixture.table().wrap(record, fixture.table().find(fixture.tuple()));
        return record;
    }

    /** Checks all that must equal the record itself, and says the rest. */
    private List<String> details(final EngineFixture fixture)
    {
        final List<String> rows = new ArrayList<>();
        try (TelemetryFile file = TelemetryFile.open(TelemetryFile.list(directory).get(0)))
        {
            new ConnectionReader(file).forEach(view ->
            {
                if (view.hasDetails())
                {
                    final Tcb of = record(fixture);
                    assertEquals(of.rtoCode(), view.rtoCode());
                    assertEquals(of.sndWnd(), view.sndWnd());
                    assertEquals(of.rcvWnd(), view.rcvWnd());
                    assertEquals(of.is(Tcb.TS_OK), view.hasTimestamps());
                    assertEquals(of.is(Tcb.SACK_OK), view.hasSack());
                    assertEquals(of.isScaling() ? of.sndScale() : -1, view.sndScale());
                    assertTrue(view.rcvWnd() > 0 && view.sndWnd() > 0, "windows");
                    assertEquals(view.isIpv6() ? 128 : 64, view.recordBytes());
                    // A transfer may live on when all is acknowledged.
                    assertTrue(view.flightBytes() == 0 || view.transferBytes() >= 64, "transfer");
                }
                rows.add(view.state() + (view.hasDetails() ? " mss=" + view.mss() + " flight=" + view.flightBytes() +
                    " rtt=" + (view.srttUs() > 0) : ""));
                return true;
            });
        }
        return rows;
    }

    @Test
    void shouldShowWhatWaitsToBeAccepted()
    {
        final EngineFixture fixture = fixture(false);
        final int listener = fixture.tcp.listenQueued(Endpoint.any(80), 7, SynFilter.ACCEPT_ALL);
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        assertEquals("LISTEN 1 7 :80 OFF 0 0", rows(fixture).get(0));
        fixture.tcp.accept(listener, fixture.handler, 0);
        assertEquals("LISTEN 0 7 :80 OFF 0 0", rows(fixture).get(0));
        fixture.tcp.unlisten(listener);
        assertTrue(rows(fixture).stream().noneMatch(row -> row.startsWith("LISTEN")), rows(fixture).toString());
        fixture.tcp.listen(Endpoint.any(81), fixture.handler);
        assertTrue(rows(fixture).get(0).startsWith("LISTEN 0 65536 :81"), rows(fixture).toString());
    }

    @Test
    void shouldEndWhenToldTo()
    {
        final EngineFixture fixture = fixture(false).listen();
        fixture.tcp.listen(Endpoint.any(81), fixture.handler);
        try (TelemetryFile file = TelemetryFile.open(TelemetryFile.list(directory).get(0)))
        {
            final ConnectionReader reader = new ConnectionReader(file);
            assertEquals(1, reader.forEach(view -> false));
            assertEquals(2, reader.forEach(view -> true));
            assertEquals(2, reader.records());
        }
    }

    @Test
    void shouldSayWhyThereAreNoConnections()
    {
        final Telemetry telemetry = Telemetry.create(directory, "without");
        telemetry.property("not_mapped", "connections: needed=7 usable=5");
        telemetry.ready();
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final TelemetryException ex = assertThrows(TelemetryException.class, () -> new ConnectionReader(file));
            assertTrue(ex.getMessage().contains("needed=7 usable=5"), ex.getMessage());
        }
        telemetry.close();
    }

    /**
     * A writer that makes, changes and ends connections of all kinds as fast as it can, and a reader beside it. All numbers
     * of a connection follow from one another, so that a row of two of them would be seen.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverShowARowOfTwoConnections(final boolean ipv6) throws InterruptedException
    {
        final Settings settings = Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, CAPACITY).with(Setting.MAX_CONNECTIONS_IPV6, CAPACITY)
            .with(Setting.TCP_MAX_TW_BUCKETS, CAPACITY).with(Setting.TCP_MAX_TW_BUCKETS_IPV6, CAPACITY)
            .with(Setting.TCP_MAX_SYN_BACKLOG, CAPACITY).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, CAPACITY);
        final Telemetry telemetry = Telemetry.create(directory, "torn");
        final ConnectionTable table = new ConnectionTable(settings, new SplittableRandom(1)::nextLong, telemetry);
        telemetry.ready();
        final AtomicBoolean ends = new AtomicBoolean();
        final AtomicReference<Throwable> failed = new AtomicReference<>();
        final Thread writer = new Thread(() ->
        {
            try
            {
                churn(table, ipv6, new SplittableRandom(7), ends);
            }
            catch (final Throwable ex)
            {
                failed.set(ex);
            }
        });
        writer.start();
        final long[] seen = new long[TcpState.values().length];
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final ConnectionReader reader = new ConnectionReader(file);
            final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            for (int reading = 0; reading < READINGS || !isAnyOfAllKinds(seen); reading++)
            {
                assertNull(failed.get(), () -> failed.get().toString());
                assertTrue(System.nanoTime() - deadlineNs < 0, () -> "seen by state: " + java.util.Arrays.toString(seen));
                reader.forEach(view ->
                {
                    seen[view.state().ordinal()]++;
                    assertOfOne(view);
                    return true;
                });
            }
            assertTrue(reader.omitted() < 10, "omitted=" + reader.omitted());
        }
        finally
        {
            ends.set(true);
            writer.join();
        }
        assertNull(failed.get(), () -> failed.get().toString());
        telemetry.close();
    }

    private static boolean isAnyOfAllKinds(final long[] seen)
    {
        return seen[TcpState.SYN_RCVD.ordinal()] > 0 && seen[TcpState.ESTABLISHED.ordinal()] > 0 &&
            seen[TcpState.TIME_WAIT.ordinal()] > 0;
    }

    private static FourTuple key(final boolean ipv6, final int number)
    {
        final int port = number * 31 & 0xFFFF;
        return ipv6 ? new FourTuple().family(true).local(number, ~number, port).remote(number * 3L, number * 5L, port ^ 0xFFFF) :
            new FourTuple().local(0, number * 7L, port).remote(0, number, port ^ 0xFFFF);
    }

    private static void assertOfOne(final ConnectionView view)
    {
        final long number = view.isIpv6() ? view.localHi() : view.remoteLo();
        final FourTuple key = key(view.isIpv6(), (int)number);
        assertEquals(key.toString(), new FourTuple().family(view.isIpv6())
            .local(view.localHi(), view.localLo(), view.localPort())
            .remote(view.remoteHi(), view.remoteLo(), view.remotePort()).toString(), view.state().toString());
        if (view.state() == TcpState.ESTABLISHED)
        {
            assertTrue(view.sendQueue() == 0 || view.sendQueue() == 5, "sendQueue=" + view.sendQueue());
        }
    }

    /** Each connection is half-open, then open, then in TIME_WAIT; some end before. */
    private void churn(
        final ConnectionTable table, final boolean ipv6, final SplittableRandom random, final AtomicBoolean ends)
    {
        final SynOptions options = new SynOptions().set(1_460, 7, true, true);
        final List<Integer> refs = new ArrayList<>();
        for (int step = 0; !ends.get(); step++)
        {
            final FourTuple key = key(ipv6, random.nextInt(1 << 24));
            if (refs.size() < CAPACITY / 2 && table.find(key) == ConnectionTable.NONE)
            {
                table.addHalfOpen(key, table.hash(key), step, HalfOpenEntryTest.syn(1, 2), options, halfOpen, step);
                refs.add(halfOpen.ref());
                continue;
            }
            final int place = random.nextInt(refs.size());
            final int ref = refs.get(place);
            final int next = onward(table, ref, random, step);
            if (next == ConnectionTable.NONE)
            {
                refs.set(place, refs.get(refs.size() - 1));
                refs.remove(refs.size() - 1);
            }
            else
            {
                refs.set(place, next);
            }
        }
    }

    private int onward(final ConnectionTable table, final int ref, final SplittableRandom random, final int step)
    {
        final FourTuple key = new FourTuple();
        if (ConnectionTable.isHalfOpen(ref))
        {
            table.wrap(halfOpen, ref, step);
            halfOpen.tuple(key);
            assertTrue(table.promote(halfOpen, key, table.hash(key), tcb));
            tcb.sndUna(step);
            tcb.sndNxt(step);
            tcb.state(TcpState.ESTABLISHED);
            return tcb.ref();
        }
        if (ConnectionTable.isTimeWait(ref))
        {
            table.wrap(timeWait, ref, step);
            table.remove(timeWait);
            return ConnectionTable.NONE;
        }
        table.wrap(tcb, ref);
        if (random.nextInt(4) != 0)
        {
            tcb.sndNxt(tcb.sndUna() + 5);
            tcb.sndUna(tcb.sndNxt());
            return ref;
        }
        final boolean isTimeWait = random.nextBoolean();
        if (isTimeWait)
        {
            table.prepareTimeWait(tcb, timeWait, step);
            table.enterTimeWait(tcb, timeWait);
        }
        else
        {
            table.unlink(tcb);
        }
        tcb.state(TcpState.CLOSED);
        table.release(ref);
        return isTimeWait ? timeWait.ref() : ConnectionTable.NONE;
    }
}
