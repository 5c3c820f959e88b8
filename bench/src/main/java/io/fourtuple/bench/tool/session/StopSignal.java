package io.fourtuple.bench.tool.session;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for Ctrl-C (SIGINT) or SIGTERM, so that a command can end in order and with exit status 0. A second signal ends
 * the process at once. A shell that is not interactive starts a process in the background with SIGINT ignored, and a JVM
 * leaves that so: {@link #ending()} says how such a process is ended.
 */
public final class StopSignal
{
    private static final int INTERRUPTED_STATUS = 130;

    private final CountDownLatch latch = new CountDownLatch(1);
    private boolean isInterruptIgnored;

    /** @return a signal that is raised by the process's signals. */
    public static StopSignal installed()
    {
        final StopSignal signal = new StopSignal();
        signal.isInterruptIgnored = !signal.install("INT");
        signal.install("TERM");
        return signal;
    }

    /** @return the words for a user who wants the process to end: {@code Ctrl-C}, or the signal where that is ignored. */
    public String ending()
    {
        return isInterruptIgnored ? "SIGTERM (kill " + ProcessHandle.current().pid() + ")" : "Ctrl-C";
    }

    void raise()
    {
        if (latch.getCount() == 0)
        {
            Runtime.getRuntime().halt(INTERRUPTED_STATUS);
        }
        latch.countDown();
    }

    public boolean isRaised()
    {
        return latch.getCount() == 0;
    }

    /** @return whether it is raised, after as long a wait as is given. */
    public boolean await(final long timeoutNs)
    {
        try
        {
            return latch.await(timeoutNs, TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * By reflection: {@code sun.misc.Signal} is the only way, supported, and yet cannot be named without a warning.
     *
     * @return false if the process was started with the signal ignored, which stays so.
     */
    private boolean install(final String name)
    {
        try
        {
            final Class<?> signalClass = Class.forName("sun.misc.Signal");
            final Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            final Object handler = Proxy.newProxyInstance(
                StopSignal.class.getClassLoader(), new Class<?>[]{handlerClass}, (proxy, method, args) ->
                {
                    if ("handle".equals(method.getName()))
                    {
                        raise();
                    }
                    return "hashCode".equals(method.getName()) ? (Object)System.identityHashCode(proxy) :
                        "equals".equals(method.getName()) ? (Object)(proxy == args[0]) : null;
                });
            final Object before = signalClass.getMethod("handle", signalClass, handlerClass)
                .invoke(null, signalClass.getConstructor(String.class).newInstance(name), handler);
            return before != handlerClass.getField("SIG_IGN").get(null);
        }
        catch (final ReflectiveOperationException ex)
        {
            // Without it Ctrl-C still ends the process, only not in order (a JVM started with -Xrs).
            Runtime.getRuntime().addShutdownHook(new Thread(latch::countDown, "stop-signal"));
            return true;
        }
    }
}
