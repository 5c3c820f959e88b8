package io.fourtuple.congestion;

import org.agrona.ErrorHandler;

/**
 * An algorithm of a user's own, kept from doing harm: an error that it throws is reported, and the safe answer taken in its
 * place: no growth, half the window at a loss. The supplied ones are called directly. Each method repeats the try: a lambda
 * would allocate.
 */
public final class GuardedControl implements CongestionControl
{
    private final CongestionControl control;
    private final ErrorHandler errors;

    private GuardedControl(final CongestionControl control, final ErrorHandler errors)
    {
        this.control = control;
        this.errors = errors;
    }

    /**
     * @param errors told what the algorithm throws, on the loop's thread; must not throw.
     * @return the algorithm itself if it is a supplied one.
     */
    public static CongestionControl of(final CongestionControl control, final ErrorHandler errors)
    {
        return control.getClass().getPackage() == CongestionControl.class.getPackage() ? control :
            new GuardedControl(control, errors);
    }

    @Override
    public String name()
    {
        try
        {
            final String name = control.name();
            if (name != null)
            {
                return name;
            }
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
        return control.getClass().getName();
    }

    @Override
    public void onStart(final Path path)
    {
        try
        {
            control.onStart(path);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        final int before = path.cwnd();
        try
        {
            control.onAck(path, ackedBytes);
        }
        catch (final Throwable ex)
        {
            path.cwnd(before);
            errors.onError(ex);
        }
    }

    @Override
    public void onLoss(final Path path)
    {
        final int before = path.cwnd();
        try
        {
            control.onLoss(path);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
            path.ssthresh(path.inFlight() / 2);
        }
        path.cwnd(Math.min(before, path.cwnd()));
    }

    @Override
    public void onTimeout(final Path path)
    {
        final int before = path.cwnd();
        try
        {
            control.onTimeout(path);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
            path.ssthresh(path.inFlight() / 2);
            path.cwnd(path.mss());
        }
        path.cwnd(Math.min(before, path.cwnd()));
    }

    @Override
    public void onUndo(final Path path)
    {
        try
        {
            control.onUndo(path);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
    }

    @Override
    public void onIdle(final Path path, final int idleMs)
    {
        try
        {
            control.onIdle(path, idleMs);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
    }
}
