package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.wire.Segment;

/**
 * A writer that does nothing but make and end the one connection of a kind, and a reader that does nothing but read it:
 * nearly each look meets a change. All that is in a row follows from the number of the connection, so that a row of two is
 * seen: it fails if the reader looks but once, or if a writer marks a record before it is written or unmarks it after. What
 * only a compiler or another processor than x86 would do if a fence was missing, it cannot show.
 */
class TornRecordTest
{
    private static final int READINGS = 300_000;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int NUMBERS = 64;

    @TempDir
    private Path directory;

    private final FourTuple[] keys = new FourTuple[NUMBERS];
    private final Segment syn = HalfOpenEntryTest.syn(1, 2);
    private final SynOptions options = new SynOptions().set(1_460, 7, true, true);
    private final AtomicBoolean ends = new AtomicBoolean();
    /** Keeps the memory that connections which stand still lie in: a view of one does not. */
    private Slab standing;
    private long rows;

    private enum Kind
    {
        HALF_OPEN(Section.HALF_OPEN_IPV4, Section.HALF_OPEN_IPV6),
        FULL(Section.CONNECTIONS_IPV4, Section.CONNECTIONS_IPV6),
        HELD(Section.TIME_WAIT_IPV4, Section.TIME_WAIT_IPV6);

        final Section ipv4;
        final Section ipv6;

        Kind(final Section ipv4, final Section ipv6)
        {
            this.ipv4 = ipv4;
            this.ipv6 = ipv6;
        }

        int shift(final boolean isIpv6)
        {
            return this == FULL ? isIpv6 ? TcbDescriptor.IPV6_RECORD_SHIFT : TcbDescriptor.IPV4_RECORD_SHIFT :
                isIpv6 ? CompactDescriptor.IPV6_SHIFT : CompactDescriptor.IPV4_SHIFT;
        }
    }

    @ParameterizedTest
    @CsvSource({"HALF_OPEN,false", "HALF_OPEN,true", "FULL,false", "FULL,true", "HELD,false", "HELD,true"})
    void shouldNeverShowARowOfTwoConnections(final Kind kind, final boolean isIpv6) throws InterruptedException
    {
        for (int number = 0; number < NUMBERS; number++)
        {
            keys[number] = key(isIpv6, number);
        }
        final Telemetry telemetry = Telemetry.create(directory, "torn");
        final OffHeapArray records = OffHeapArray.zeroed(
            telemetry, "records", new SectionSize(
                isIpv6 ? kind.ipv6 : kind.ipv4, kind == Kind.FULL ? Slab.records(1) : 1, kind.shift(isIpv6)));
        if (kind != Kind.FULL || isIpv6)
        {
            telemetry.append(
                "no others", new SectionSize(Section.CONNECTIONS_IPV4, 1, TcbDescriptor.IPV4_RECORD_SHIFT));
        }
        telemetry.ready();
        final IntConsumer step = writer(kind, records, isIpv6);
        step.accept(0);
        final Thread writer = new Thread(() ->
        {
            for (int i = 1; !ends.get(); i++)
            {
                step.accept(i % NUMBERS);
            }
        });
        writer.start();
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final ConnectionReader reader = new ConnectionReader(file);
            final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            // On a machine of one CPU the writer may not have run at all by then.
            for (int i = 0; i < READINGS || rows == 0 && System.nanoTime() - deadlineNs < 0; i++)
            {
                reader.forEach(this::isOfOne);
            }
        }
        finally
        {
            ends.set(true);
            writer.join();
            telemetry.close();
        }
        assertTrue(rows > 0, "the writer never stood still long enough to be seen");
    }

    /** One connection of this number is made, and ended. */
    private IntConsumer writer(final Kind kind, final OffHeapArray records, final boolean isIpv6)
    {
        final int ipv6Bit = isIpv6 ? 1 << 28 : 0;
        if (kind == Kind.FULL)
        {
            final Slab slab = new Slab(records, 1, kind.shift(isIpv6), !isIpv6);
            final Tcb tcb = new Tcb();
            return number -> free(slab, open(slab, tcb, ipv6Bit, number));
        }
        final CompactSlab slab = new CompactSlab(records, 1, kind.shift(isIpv6), kind == Kind.HALF_OPEN);
        if (kind == Kind.HALF_OPEN)
        {
            final HalfOpenEntry entry = new HalfOpenEntry();
            return number ->
            {
                final int record = slab.allocate();
                entry.wrap(slab.address(record), record | RecordAddresses.HALF_OPEN_BIT | ipv6Bit, 0);
                entry.put(keys[number], number, syn, options);
                rest();
                slab.free(record);
            };
        }
        final TimeWaitEntry entry = new TimeWaitEntry();
        final Tcb[] sources = sources(isIpv6);
        return number ->
        {
            final int record = slab.allocate();
            entry.wrap(slab.address(record), record | RecordAddresses.TIME_WAIT_BIT | ipv6Bit, 0);
            entry.copy(sources[number]);
            rest();
            slab.free(record);
        };
    }

    private int open(final Slab slab, final Tcb tcb, final int ipv6Bit, final int number)
    {
        final int record = slab.allocate();
        slab.wrap(tcb, record);
        tcb.ref = record | ipv6Bit;
        tcb.putKey(keys[number]);
        tcb.sndUna(number);
        tcb.sndNxt(2 * number);
        tcb.state(TcpState.ESTABLISHED);
        return record;
    }

    private static void free(final Slab slab, final int record)
    {
        rest();
        slab.free(record);
    }

    /** As long as a look takes about: a record that is used for no time is not seen, one that is used for long does not change. */
    private static void rest()
    {
        VarHandle.fullFence();
    }

    /** Connections that stand still, outside of the file. */
    private Tcb[] sources(final boolean isIpv6)
    {
        standing = new Slab(NUMBERS, Kind.FULL.shift(isIpv6), !isIpv6);
        final Tcb[] sources = new Tcb[NUMBERS];
        for (int number = 0; number < NUMBERS; number++)
        {
            sources[number] = new Tcb();
            open(standing, sources[number], isIpv6 ? 1 << 28 : 0, number);
        }
        return sources;
    }

    private static FourTuple key(final boolean isIpv6, final int number)
    {
        return isIpv6 ?
            new FourTuple().family(true).local(number * 3L, number * 5L, number * 7).remote(number, ~number, number * 11) :
            new FourTuple().local(0, number * 3L, number * 7).remote(0, number, number * 11);
    }

    private boolean isOfOne(final ConnectionView view)
    {
        rows++;
        final long number = view.isIpv6() ? view.remoteHi() : view.remoteLo();
        final FourTuple key = keys[(int)number & NUMBERS - 1];
        // Compared before anything is made of it: most of the time has to go into reading.
        if (view.localHi() != key.localHi() || view.localLo() != key.localLo() || view.localPort() != key.localPort() ||
            view.remoteHi() != key.remoteHi() || view.remoteLo() != key.remoteLo() || view.remotePort() != key.remotePort() ||
            view.state() == TcpState.ESTABLISHED && view.sendQueue() != number)
        {
            fail("of two: " + view.state() + " sendQueue=" + view.sendQueue() + " number=" + number + " " + key + " but was " +
                new FourTuple().family(view.isIpv6()).local(view.localHi(), view.localLo(), view.localPort())
                    .remote(view.remoteHi(), view.remoteLo(), view.remotePort()));
        }
        return true;
    }
}
