package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.timewait.OverflowAction;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

/**
 * A policy of a user's own, kept from doing harm: what it throws is counted and reported, and the safe answer taken in its
 * place. The supplied ones are called directly.
 */
final class GuardedPolicy implements TimeWaitPolicy
{
    /** 2*MSL as RFC 9293 3.4.2 has it. */
    private static final long LONG_HOLD_MS = 240_000;

    private final TimeWaitPolicy policy;
    private final Context context;

    private GuardedPolicy(final TimeWaitPolicy policy, final Context context)
    {
        this.policy = policy;
        this.context = context;
    }

    static TimeWaitPolicy of(final TimeWaitPolicy policy, final Context context)
    {
        return policy.getClass().getPackage() == TimeWaitPolicy.class.getPackage() ? policy :
            new GuardedPolicy(policy, context);
    }

    @Override
    public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        try
        {
            return policy.timeWaitMs(timeWait, rtoMs);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return LONG_HOLD_MS;
        }
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        try
        {
            final TimeWaitAction action = policy.onSegment(timeWait, segment);
            if (action != null)
            {
                return action;
            }
            context.report(new NullPointerException("a TIME_WAIT policy must decide: " + policy.getClass().getName()));
        }
        catch (final Throwable ex)
        {
            context.report(ex);
        }
        return TimeWaitAction.SILENCE;
    }

    @Override
    public boolean mayConnect(final TimeWaitConnection timeWait)
    {
        try
        {
            return policy.mayConnect(timeWait);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return false;
        }
    }

    @Override
    public int initialSequence(final TimeWaitConnection timeWait, final int isn)
    {
        try
        {
            return policy.initialSequence(timeWait, isn);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return TimeWaitPolicy.super.initialSequence(timeWait, isn);
        }
    }

    @Override
    public boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        try
        {
            return policy.mayOpen(tuple, syn, nowNs);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return false;
        }
    }

    @Override
    public OverflowAction atLimit()
    {
        try
        {
            return policy.atLimit() == OverflowAction.EVICT_OLDEST ? OverflowAction.EVICT_OLDEST : OverflowAction.REFUSE;
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return OverflowAction.REFUSE;
        }
    }

    @Override
    public void onEntered(final TimeWaitConnection timeWait, final long nowNs)
    {
        try
        {
            policy.onEntered(timeWait, nowNs);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
        }
    }
}
