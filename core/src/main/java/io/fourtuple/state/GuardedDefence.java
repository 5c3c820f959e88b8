package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SourceLimit;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.wire.Segment;

/**
 * A defence of a user's own, kept from doing harm: what it throws is counted and reported, and the safe answer taken in its
 * place. The supplied ones are called directly.
 */
final class GuardedDefence implements SynDefence
{
    /** In the place of a lifetime: no time since a cookie was sent is that short. */
    private static final long NONE_IS_VALID = -1;

    private final SynDefence defence;
    private final Context context;

    private GuardedDefence(final SynDefence defence, final Context context)
    {
        this.defence = defence;
        this.context = context;
    }

    static SynDefence of(final SynDefence defence, final Context context)
    {
        return isSupplied(defence) ? defence : new GuardedDefence(defence, context);
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
            context.report(new NullPointerException("a SYN defence must decide: " + defence.getClass().getName()));
        }
        catch (final Throwable ex)
        {
            context.report(ex);
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
            context.report(ex);
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
            context.report(ex);
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
                context.report(ex);
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
                context.report(ex);
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
                context.report(ex);
                return NONE_IS_VALID;
            }
        }
    }
}
