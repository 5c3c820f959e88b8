package io.fourtuple.bench.load.client;

/** The event on which a client begins its connection. */
public enum LoadMode
{
    /** The clock: each connection has its time, whatever became of the ones before. */
    OPEN,
    /** The end of another one: always as many are under way, which finds the ceiling and tells nothing of latency. */
    CLOSED
}
