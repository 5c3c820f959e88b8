package io.fourtuple.timewait;

/** A connection in TIME_WAIT, for a policy. The view is reused: it is valid only during the call that it is given to. */
public interface TimeWaitConnection
{
    boolean isIpv6();

    /** High half of the peer's address; 0 for IPv4. */
    long remoteHi();

    /** Low half of the peer's address; all of an IPv4 one. */
    long remoteLo();

    /** High half of our address; 0 for IPv4. */
    long localHi();

    /** Low half of our address; all of an IPv4 one. */
    long localLo();

    int remotePort();

    int localPort();

    /** SND.NXT: one beyond our FIN. */
    int sndNxt();

    /** RCV.NXT: one beyond the peer's FIN. */
    int rcvNxt();

    /** Whether the connection had agreed on timestamps. */
    boolean hasTimestamps();

    /** TS.Recent: the peer's last timestamp, if there were timestamps. */
    int tsRecent();

    /**
     * Milliseconds since TIME_WAIT was entered, in steps of 8, rounded down; at first it may be -8. It counts from 0 again after
     * 18 hours, an age of entries whose wait is started again and again.
     */
    int ageMs();

    /** Whether the peer's address or ours is a loopback address. */
    default boolean isLoopback()
    {
        if (isIpv6())
        {
            return remoteHi() == 0 && remoteLo() == 1 || localHi() == 0 && localLo() == 1;
        }
        return remoteLo() >>> 24 == 127 || localLo() >>> 24 == 127;
    }
}
