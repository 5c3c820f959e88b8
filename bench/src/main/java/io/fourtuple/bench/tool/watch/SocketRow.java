package io.fourtuple.bench.tool.watch;

/**
 * One connection or listener as {@code ss} shows it, in numbers. One object serves for all rows, one after the other:
 * a sink that keeps something copies it. IPv4 addresses lie in the lower half of {@code lo}, {@code hi} is 0 then.
 */
final class SocketRow
{
    /** The timer that runs, as ss names it behind {@code timer:}. */
    enum Timer
    {
        OFF("off"),
        ON("on"),
        TIMEWAIT("timewait"),
        PERSIST("persist"),
        KEEPALIVE("keepalive");

        private final String label;

        Timer(final String label)
        {
            this.label = label;
        }

        String label()
        {
            return label;
        }
    }

    SsState state;
    boolean isIpv6;
    /** A listener of both families: its addresses are {@code *}. */
    boolean isAnyFamily;
    long localHi;
    long localLo;
    int localPort;
    long remoteHi;
    long remoteLo;
    int remotePort;
    long recvQueue;
    long sendQueue;
    Timer timer = Timer.OFF;
    long timerMs;
    int retries;
    /** Whether all that follows is known, up to the windows. */
    boolean hasDetails;
    boolean hasTimestamps;
    boolean hasSack;
    /** -1 if no scaling was agreed on. */
    int sndScale;
    int rtoMs;
    /** 0 if none is kept. */
    int srttUs;
    int rttvarUs;
    int mss;
    int pmtu;
    /** Segments; 0 if there is none. */
    int cwnd;
    /** Segments; 0 if there is none. */
    int ssthresh;
    long flightBytes;
    long sndWnd;
    long rcvWnd;
    long recordBytes;
    long transferBytes;
    /** The engine's name, of plain letters, and its process. */
    String engine = "";
    long pid;
}
