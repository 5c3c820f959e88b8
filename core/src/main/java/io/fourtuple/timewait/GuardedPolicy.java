package io.fourtuple.timewait;

import org.agrona.ErrorHandler;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A policy of a user's own, kept from doing harm: an error that it throws is reported, and the safe answer taken in its
 * place. The supplied ones are called directly. Each method repeats the try: a lambda would allocate.
 */
public final class GuardedPolicy implements TimeWaitPolicy
{
    /** 2*MSL as RFC 9293 3.4.2 has it. */
    private static final long LONG_HOLD_MS = 240_000;

    private final TimeWaitPolicy policy;
    private final ErrorHandler errors;

    private GuardedPolicy(final TimeWaitPolicy policy, final ErrorHandler errors)
    {
        this.policy = policy;
        this.errors = errors;
    }

    /**
     * @param errors told what the policy throws, on the loop's thread; must not throw.
     * @return the policy itself if it is a supplied one.
     */
    public static TimeWaitPolicy of(final TimeWaitPolicy policy, final ErrorHandler errors)
    {
        return policy.getClass().getPackage() == TimeWaitPolicy.class.getPackage() ? policy :
            new GuardedPolicy(policy, errors);
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
            errors.onError(ex);
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
            errors.onError(new NullPointerException("a TIME_WAIT policy must decide: " + policy.getClass().getName()));
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
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
            errors.onError(ex);
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
            errors.onError(ex);
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
            errors.onError(ex);
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
            errors.onError(ex);
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
            errors.onError(ex);
        }
    }
}
