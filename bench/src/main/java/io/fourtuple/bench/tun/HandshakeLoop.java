package io.fourtuple.bench.tun;

import io.fourtuple.tun.TunDevice;

/** One of those that are compared: reads all frames from a device, answers the SYNs. */
interface HandshakeLoop
{
    /** A turn that has not ended after this time has failed. */
    long LIMIT_NS = 30_000_000_000L;

    /** @return what it is, for a table. */
    String title();

    /**
     * Serves until all handshakes are done or the time is up, on the calling thread.
     *
     * @param device     fresh; it is left open.
     * @param handshakes to come.
     * @param ready      called when all is made, so that the load may begin.
     * @return what happened.
     */
    Turn run(TunDevice device, int handshakes, Runnable ready);

    /**
     * What one turn brought.
     *
     * @param handshakes done: a SYN answered and its ACK taken.
     * @param elapsedNs  from the first frame read to the last.
     * @param emptyReads times that a read found nothing, in that time.
     * @param trouble    what went wrong, or an empty text.
     */
    record Turn(long handshakes, long elapsedNs, long emptyReads, String trouble)
    {
        double perSecond()
        {
            return elapsedNs == 0 ? 0 : handshakes * 1e9 / elapsedNs;
        }
    }
}
