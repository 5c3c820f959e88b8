package io.fourtuple.bench.measure.driver;

/** A TCP stack under the driver: takes the frames that were offered to its link, leaves its answers there. */
public interface Stack
{
    /** Where frames and answers lie. */
    DriverLink link();

    /** Takes all that was offered, and answers. */
    void work();

    /** Connections that the application was told of since the start. */
    long accepted();
}
