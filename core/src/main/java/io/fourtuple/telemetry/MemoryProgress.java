package io.fourtuple.telemetry;

/**
 * Tells one listener of the process how far engines are with taking their memory. Each page is written once, and the system
 * clears it first: gigabytes take from seconds to minutes, in which an operator wants to see progress.
 * <pre>
 *   Engine: begin ──> each piece of memory: touched, touched ... ──> end
 * </pre>
 * Called by the threads that make engines; several may do so at the same time.
 */
public final class MemoryProgress
{
    /** Called by any thread. */
    public interface Listener
    {
        /** An engine is going to write this much memory. */
        void onBegin(long bytes);

        /** This much more is written, 16 MiB at most. */
        void onTouched(long bytes);

        /** The engine has its memory, or cannot have it. */
        void onEnd();
    }

    private static final Listener NOBODY = new Listener()
    {
        @Override
        public void onBegin(final long bytes)
        {
        }

        @Override
        public void onTouched(final long bytes)
        {
        }

        @Override
        public void onEnd()
        {
        }
    };

    private static volatile Listener listener = NOBODY;

    private MemoryProgress()
    {
    }

    /** @param value called from now on, in place of the one before; null for none. */
    public static void listener(final Listener value)
    {
        listener = value == null ? NOBODY : value;
    }

    /** An engine is going to write this much memory. */
    public static void begin(final long bytes)
    {
        listener.onBegin(bytes);
    }

    /** This much more is written. */
    public static void touched(final long bytes)
    {
        listener.onTouched(bytes);
    }

    /** The engine is made, or cannot be. */
    public static void end()
    {
        listener.onEnd();
    }
}
