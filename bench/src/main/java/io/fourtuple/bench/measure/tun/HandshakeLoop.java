package io.fourtuple.bench.measure.tun;

import io.fourtuple.tun.TunDevice;

/** One of those that are compared: reads frames from a device and answers the SYNs among them. */
interface HandshakeLoop
{
    /** So many reads in a row that find nothing mean that frames were lost. */
    int MOST_EMPTY_READS = 1_000_000;

    /** @return what it is, for a table. */
    String title();

    /**
     * Makes what a round needs, before any load.
     *
     * @param device     fresh; it is left open.
     * @param handshakes of the round.
     */
    void begin(TunDevice device, int handshakes);

    /**
     * Reads so many frames, all of which are waiting; the part that is measured.
     *
     * @param frames to be read.
     */
    void drain(int frames);

    /**
     * @return handshakes of the round that were done, each SYN answered and its ACK taken.
     * @throws IllegalStateException if something went wrong.
     */
    long end();
}
