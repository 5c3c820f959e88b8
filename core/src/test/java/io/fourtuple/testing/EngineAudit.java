package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;

import io.fourtuple.app.TcpState;
import io.fourtuple.state.Inside;
import io.fourtuple.table.ConnectionReader;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;

/** Adds up an engine's counters, and compares its gauges with its connection table. */
final class EngineAudit
{
    final ConnectionTable table;
    private final EngineFixture fixture;
    private final Counters counters;
    private final TelemetryFile file;

    /** With a telemetry file, its rows are compared with the gauges too. */
    EngineAudit(final EngineFixture fixture, final Telemetry telemetry)
    {
        this.fixture = fixture;
        counters = telemetry.counters();
        table = Inside.table(fixture.engine);
        file = telemetry.path() == null ? null : TelemetryFile.open(telemetry.path());
    }

    /**
     * What must hold at any time: each frame has one outcome, each entry in TIME_WAIT one end, each SYN that a defence
     * was asked about one answer; the gauges are what the table holds; and each thing of which it is recorded how long it
     * takes was recorded once.
     */
    void assertCountersAddUp()
    {
        assertEquals(counters.get(Counter.TW_ENTERED), counters.get(Counter.TW) + counters.get(Counter.TW_RECYCLED) +
            counters.get(Counter.TW_KILLED) + counters.get(Counter.TW_EVICTED) + counters.get(Counter.CURR_TIME_WAIT),
            counters::toString);
        assertEquals(counters.get(Counter.IP_IN_RECEIVES), counters.outcomes(), counters::toString);
        final long drops = sum(Counter.REQ_Q_FULL_DROP, Counter.SYN_UNPROVEN, Counter.SYN_ACCEPT_QUEUE_FULL,
            Counter.SYN_SOURCE_LIMIT, Counter.SYN_LINK_FULL, Counter.TABLE_FULL);
        assertEquals(counters.get(Counter.LISTEN_SYNS),
            sum(Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT) + drops, counters::toString);
        assertEquals(counters.get(Counter.LISTEN_DROPS),
            drops + sum(Counter.ACK_ACCEPT_QUEUE_FULL, Counter.ACK_TABLE_FULL), counters::toString);
        assertEquals(counters.get(Counter.LISTEN_OVERFLOWS),
            sum(Counter.SYN_ACCEPT_QUEUE_FULL, Counter.ACK_ACCEPT_QUEUE_FULL), counters::toString);
        assertEquals(counters.get(Counter.REQ_Q_FULL_DO_COOKIES),
            sum(Counter.SYNCOOKIES_SENT, Counter.SYN_LINK_FULL), counters::toString);
        fixture.latencies.assertCounted(counters);
        // An engine that was closed has given all up at once, with its memory.
        if (fixture.link.isUp())
        {
            final long[] states = statesInTable();
            assertArrayEquals(states, statesInGauges(), counters::toString);
            assertEquals(table.size() + table.timeWaitSize() + table.halfOpenSize(),
                counters.get(Counter.CURR_OPEN), counters::toString);
            assertEquals(LongStream.of(states).sum(), counters.get(Counter.CURR_OPEN), counters::toString);
            assertEquals(sum(Counter.CURR_ESTABLISHED, Counter.CURR_CLOSE_WAIT), counters.get(Counter.CURR_ESTAB));
            if (file != null)
            {
                assertArrayEquals(states, statesInFile(), counters::toString);
            }
        }
    }

    private long[] statesInGauges()
    {
        final long[] states = new long[TcpState.values().length];
        for (final TcpState state : TcpState.values())
        {
            if (state != TcpState.CLOSED && state != TcpState.LISTEN)
            {
                states[state.ordinal()] = counters.get(Counter.valueOf("CURR_" + state));
            }
        }
        return states;
    }

    /** The states that another process would see. */
    private long[] statesInFile()
    {
        final long[] states = new long[TcpState.values().length];
        new ConnectionReader(file).forEach(connection ->
        {
            states[connection.state().ordinal()] += connection.state() == TcpState.LISTEN ? 0 : 1;
            return true;
        });
        return states;
    }

    private long sum(final Counter... summands)
    {
        long sum = 0;
        for (final Counter summand : summands)
        {
            sum += counters.get(summand);
        }
        return sum;
    }

    private long[] statesInTable()
    {
        final long[] states = new long[TcpState.values().length];
        states[TcpState.SYN_RCVD.ordinal()] = table.halfOpenSize();
        states[TcpState.TIME_WAIT.ordinal()] = table.timeWaitSize();
        final Tcb tcb = new Tcb();
        for (int ref = table.nextRecord(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table.nextRecord(ref))
        {
            table.wrap(tcb, ref);
            states[tcb.stateOrdinal()]++;
        }
        states[TcpState.CLOSED.ordinal()] = 0;
        return states;
    }
}
