package io.fourtuple.bench.tool.watch;

/**
 * Columns beside state, queues and addresses, as the options of ss ask for them.
 *
 * @param timers  {@code -o}: the timer.
 * @param engine  {@code -p}: which engine, and its process.
 * @param info    {@code -i}: the connection's time-outs, round trips, MSS and windows.
 * @param memory  {@code -m}: the memory that it takes.
 * @param oneLine {@code -O}: info and memory in the row's own line.
 */
public record SocketRowExtras(boolean timers, boolean engine, boolean info, boolean memory, boolean oneLine)
{
    /** Nothing more. */
    public static final SocketRowExtras NONE = new SocketRowExtras(false, false, false, false, false);

    boolean hasDetails()
    {
        return info || memory;
    }
}
