package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.timewait.FreeBsdPolicy;
import io.fourtuple.timewait.OverflowAction;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

/** Any policy, with a map of what it was told beside: each entry in TIME_WAIT, and when its wait ends. */
final class ModelledPolicy implements TimeWaitPolicy
{
    static final long MAX_WAIT_MS = 7_200_000;

    /** The entries that the engine should have in TIME_WAIT, by the tuple's text. */
    static final class Expected
    {
        final FourTuple tuple;
        final long enteredMs;
        final int sndNxt;
        final int rcvNxt;
        long endMs;

        Expected(final FourTuple tuple, final long enteredMs, final long endMs, final TimeWaitConnection timeWait)
        {
            this.tuple = tuple;
            this.enteredMs = enteredMs;
            this.endMs = endMs;
            sndNxt = timeWait.sndNxt();
            rcvNxt = timeWait.rcvNxt();
        }
    }

    final Map<String, Expected> timeWait = new HashMap<>();
    private final TimeWaitPolicy policy;
    private final LongSupplier nowMs;
    private long wantedMs;

    ModelledPolicy(final TimeWaitPolicy policy, final LongSupplier nowMs)
    {
        this.policy = policy;
        this.nowMs = nowMs;
    }

    private static FourTuple tuple(final TimeWaitConnection entry)
    {
        return new FourTuple().family(entry.isIpv6())
            .local(entry.localHi(), entry.localLo(), entry.localPort())
            .remote(entry.remoteHi(), entry.remoteLo(), entry.remotePort());
    }

    /** An entry that the engine shows must be one in TIME_WAIT, with the numbers it entered with. */
    private Expected known(final TimeWaitConnection entry)
    {
        final Expected expected = timeWait.get(tuple(entry).toString());
        assertNotNull(expected, () -> "never entered, or gone: " + tuple(entry));
        assertEquals(expected.sndNxt, entry.sndNxt(), "SND.NXT of " + expected.tuple);
        assertEquals(expected.rcvNxt, entry.rcvNxt(), "RCV.NXT of " + expected.tuple);
        final long age = nowMs.getAsLong() - expected.enteredMs;
        assertTrue(age >= 1L << 26 || entry.ageMs() <= age && entry.ageMs() > age - 17,
            () -> "age=" + age + " told=" + entry.ageMs());
        return expected;
    }

    @Override
    public long timeWaitMs(final TimeWaitConnection entry, final int rtoMs)
    {
        wantedMs = Math.min(MAX_WAIT_MS, policy.timeWaitMs(entry, rtoMs));
        if (rtoMs == 0 && wantedMs > 0)
        {
            known(entry).endMs = nowMs.getAsLong() + wantedMs;
        }
        return wantedMs;
    }

    @Override
    public void onEntered(final TimeWaitConnection entry, final long nowNs)
    {
        assertTrue(wantedMs > 0, () -> "TIME_WAIT for " + wantedMs);
        final FourTuple tuple = tuple(entry);
        final long now = nowMs.getAsLong();
        final Expected before = timeWait.put(tuple.toString(), new Expected(tuple, now, now + wantedMs, entry));
        // The entry before it may have been recycled since the last look.
        assertTrue(before == null || before.sndNxt != entry.sndNxt(), () -> "entered twice: " + tuple);
        policy.onEntered(entry, nowNs);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection entry, final Segment segment)
    {
        known(entry);
        return policy.onSegment(entry, segment);
    }

    @Override
    public boolean mayConnect(final TimeWaitConnection entry)
    {
        known(entry);
        return policy.mayConnect(entry);
    }

    @Override
    public int initialSequence(final TimeWaitConnection entry, final int isn)
    {
        known(entry);
        final int chosen = policy.initialSequence(entry, isn);
        assertTrue(policy instanceof FreeBsdPolicy || chosen - entry.sndNxt() > 65_535,
            () -> "ISN " + chosen + " is not above " + entry.sndNxt());
        return chosen;
    }

    @Override
    public boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        return policy.mayOpen(tuple, syn, nowNs);
    }

    @Override
    public OverflowAction atLimit()
    {
        return policy.atLimit();
    }
}
