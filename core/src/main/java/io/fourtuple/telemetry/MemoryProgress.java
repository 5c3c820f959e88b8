package io.fourtuple.telemetry;

/**
 * Tells one listener of the process how far engines are with taking their memory. Each page is written once, for which the
 * system clears it first: gigabytes take from seconds to minutes, in which an operator wants to know what goes on.
 * <pre>
 *   Engine: begin ──> each piece of memory: touched, touched ... ──> end
 * </pre>
 * Called by the threads that make engines; several may do so at the same time.
 */
public final class MemoryProgress
{
    /** Told of it, by any thread. */
    public interface Listener
    {
        /**
         * An engine is going to write so much memory.
         */
        void onBegin(long bytes);

        /**
         * So much more of it is written, 16 MiB at most.
         */
        void onTouched(long bytes);

        /** The engine has its memory, or none is left for it. */
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

    /**
     * @param value told from now on, in place of the one before; null for nobody.
     */
    public static void listener(final Listener value)
    {
        listener = value == null ? NOBODY : value;
    }

    /** An engine is going to write so much memory. */
    public static void begin(final long bytes)
    {
        listener.onBegin(bytes);
    }

    /** So much more is written. */
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
