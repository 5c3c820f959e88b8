package io.fourtuple.flood;

import org.agrona.ErrorHandler;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A defence of a user's own, kept from doing harm: an error that it throws is reported, and the safe answer taken in its
 * place. The supplied ones are called directly. Each method repeats the try: a lambda would allocate.
 */
public final class GuardedDefence implements SynDefence
{
    /** In the place of a lifetime: no time since a cookie was sent is that short. */
    private static final long NONE_IS_VALID = -1;

    private final SynDefence defence;
    private final ErrorHandler errors;

    private GuardedDefence(final SynDefence defence, final ErrorHandler errors)
    {
        this.defence = defence;
        this.errors = errors;
    }

    /**
     * @param errors told what the defence throws, on the loop's thread; must not throw.
     * @return the defence itself if it is a supplied one.
     */
    public static SynDefence of(final SynDefence defence, final ErrorHandler errors)
    {
        return isSupplied(defence) ? defence : new GuardedDefence(defence, errors);
    }

    private static boolean isSupplied(final Object strategy)
    {
        return strategy instanceof SourceLimit limit ? isSupplied(limit.behind()) :
            strategy.getClass().getPackage() == SynDefence.class.getPackage();
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        try
        {
            final SynAction action = defence.onSyn(tuple, syn, queue, nowNs);
            if (action != null)
            {
                return action;
            }
            errors.onError(new NullPointerException("a SYN defence must decide: " + defence.getClass().getName()));
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
        return SynAction.DROP_QUEUE_FULL;
    }

    @Override
    public SynCookies cookies()
    {
        final SynCookies cookies = defence.cookies();
        return cookies == null || isSupplied(cookies) ? cookies : new GuardedCookies(cookies);
    }

    @Override
    public int synAckRetries(final int configured, final BacklogView queue)
    {
        try
        {
            return defence.synAckRetries(configured, queue);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
            return configured;
        }
    }

    @Override
    public void onEstablished(final FourTuple tuple, final long nowNs)
    {
        try
        {
            defence.onEstablished(tuple, nowNs);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
    }

    /** Cookies of a user's own; a SYN whose cookie cannot be made gets one that no check will accept. */
    private final class GuardedCookies implements SynCookies
    {
        private final SynCookies cookies;

        private GuardedCookies(final SynCookies cookies)
        {
            this.cookies = cookies;
        }

        @Override
        public int make(final FourTuple tuple, final int irs, final SynOptions options, final long nowNs)
        {
            try
            {
                return cookies.make(tuple, irs, options, nowNs);
            }
            catch (final Throwable ex)
            {
                errors.onError(ex);
                return 0;
            }
        }

        @Override
        public boolean check(
            final FourTuple tuple, final int irs, final int isn, final SynOptions options, final long nowNs)
        {
            try
            {
                return cookies.check(tuple, irs, isn, options, nowNs);
            }
            catch (final Throwable ex)
            {
                errors.onError(ex);
                return false;
            }
        }

        @Override
        public long lifetimeNs()
        {
            try
            {
                return cookies.lifetimeNs();
            }
            catch (final Throwable ex)
            {
                errors.onError(ex);
                return NONE_IS_VALID;
            }
        }
    }
}
