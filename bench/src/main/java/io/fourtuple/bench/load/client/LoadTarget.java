package io.fourtuple.bench.load.client;

import io.fourtuple.link.Link;

/**
 * Target of the connections: a TCP endpoint with its application, and the link that leads to it. It has threads of
 * its own; the calls here come from the thread that runs the load, except where it says otherwise.
 * <pre>
 *   open ── LoadRun, LoadRun ... with the same addresses, payload and close kind ── close
 * </pre>
 */
public interface LoadTarget extends AutoCloseable
{
    /** @return what it is, in a line. */
    String describe();

    /**
     * Takes its memory, makes its devices, begins to listen.
     *
     * @param plan whose addresses, payload, close kind and number of connections it serves.
     * @throws IllegalStateException (a {@code TunException} among them) that says in one line why it cannot.
     */
    void open(LoadPlan plan);

    /** @return the clients' end of the link; for the generator's thread alone. */
    Link link();

    /** @return where its application tells of connections it was given; read by the generator's thread alone. */
    EstablishedFeed established();

    /** @return what it has counted since it was opened; from any thread. */
    TargetCounters counters();

    /** @return CPU time of its thread so far, in nanoseconds, or {@link TargetCounters#UNKNOWN}; from any thread. */
    default long cpuNs()
    {
        return TargetCounters.UNKNOWN;
    }

    /** @throws IllegalStateException if one of its threads has failed; from any thread. */
    void check();

    /** Ends threads and devices, and gives the memory back. */
    @Override
    void close();
}
