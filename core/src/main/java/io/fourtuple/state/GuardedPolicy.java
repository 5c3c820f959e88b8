package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.timewait.AtLimit;
import io.fourtuple.timewait.HeldConnection;
import io.fourtuple.timewait.TimeWaitAction;
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
    public long holdMs(final HeldConnection held, final int rtoMs)
    {
        try
        {
            return policy.holdMs(held, rtoMs);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return LONG_HOLD_MS;
        }
    }

    @Override
    public TimeWaitAction onSegment(final HeldConnection held, final Segment segment)
    {
        try
        {
            final TimeWaitAction action = policy.onSegment(held, segment);
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
    public boolean mayConnect(final HeldConnection held)
    {
        try
        {
            return policy.mayConnect(held);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return false;
        }
    }

    @Override
    public int initialSequence(final HeldConnection held, final int isn)
    {
        try
        {
            return policy.initialSequence(held, isn);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return TimeWaitPolicy.super.initialSequence(held, isn);
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
    public AtLimit atLimit()
    {
        try
        {
            return policy.atLimit() == AtLimit.EVICT_OLDEST ? AtLimit.EVICT_OLDEST : AtLimit.REFUSE;
        }
        catch (final Throwable ex)
        {
            context.report(ex);
            return AtLimit.REFUSE;
        }
    }

    @Override
    public void onEntered(final HeldConnection held, final long nowNs)
    {
        try
        {
            policy.onEntered(held, nowNs);
        }
        catch (final Throwable ex)
        {
            context.report(ex);
        }
    }
}
