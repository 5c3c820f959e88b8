package io.fourtuple.flood;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * Cookies as FreeBSD makes them (syncookie_generate): all options lie in the ISN.
 * <pre>
 *    31                                              8  7     5  4     2     1      0
 *   +-------------------------------------------------+--------+--------+------+---------+
 *   | MAC of 4-tuple, IRS and the eight bits below    | scale  | MSS    | SACK | parity  |
 *   |                                                 | index  | index  |      | of key  |
 *   +-------------------------------------------------+--------+--------+------+---------+
 *                                                      hidden by XOR with bits 24 to 31
 * </pre>
 * <b>Options kept.</b> MSS, window scale, SACK, timestamps. MSS and scale are rounded down to one of eight: MSS 216 (also for
 * smaller ones), 536, 1200, 1360, 1400, 1440, 1452, 1460; scale none, 0, 1, 2, 4, 6, 7, 8.
 * <p>
 * <b>Lifetime.</b> 15 to 30 s: the key changes every 15 s, and the one before still counts. A client whose ACK takes longer,
 * as when it is lost and no data follows, finds no connection.
 * <p>
 * <b>The chance of a blind ACK.</b> Each of the 2^8 values of the lower bits names one of two keys, both valid, and has one
 * MAC: 2^8 / 2^32 = 2^-24, for each of the two IRS that an ACK may belong to (a probe's is SEG.SEQ). A flood of a million ACKs
 * a second opens one connection in 8 s; that is 32 times as many as with {@link LinuxCookies}, the price of the options.
 * <p>
 * <b>An attacker who sees SYN-ACKs</b> can answer them in another's name, as without cookies. One cookie opens its 4-tuple
 * again and again while it lasts, but only with its own IRS and options. It reveals nothing of other cookies.
 * <p>
 * <b>Keys</b> are those of {@link RotatingKeys}, the MAC is SipHash-2-4. FreeBSD also hashes the address of the syncache's
 * bucket, which adds nothing against an attacker without the key.
 */
public final class FreeBsdCookies implements SynCookies
{
    /** The probability that an ACK made without knowledge of a SYN-ACK is accepted. */
    static final double BLIND_ACK_CHANCE = 0x1p8 / 0x1p32;
    /** Bits of the MAC that are compared. */
    static final int MAC_BITS = 24;

    private static final long PERIOD_NS = 15_000_000_000L;
    private static final int FLAGS_MASK = 0xFF;
    private static final int OBSCURING_SHIFT = 24;
    private static final int PARITY = 1;
    private static final int SACK = 1 << 1;
    private static final int MSS_SHIFT = 2;
    private static final int SCALE_SHIFT = 5;
    private static final int INDEX_MASK = 7;
    private static final long IPV4_LENGTH = 17L << 56;
    private static final long IPV6_LENGTH = 41L << 56;
    private static final int[] MSS = {216, 536, 1_200, 1_360, 1_400, 1_440, 1_452, 1_460};
    private static final int[] SCALE = {Segment.ABSENT, 0, 1, 2, 4, 6, 7, 8};

    private final RotatingKeys keys;
    private final int comparedMask;

    /** @param random source of keys. */
    public FreeBsdCookies(final LongSupplier random)
    {
        this(random, MAC_BITS);
    }

    /** With fewer bits of the MAC compared, so that guesses succeed often enough to be counted. */
    FreeBsdCookies(final LongSupplier random, final int macBits)
    {
        keys = new RotatingKeys(random, PERIOD_NS);
        comparedMask = -1 << Integer.SIZE - macBits;
    }

    @Override
    public int make(final FourTuple tuple, final int irs, final SynOptions options, final long nowNs)
    {
        keys.turn(nowNs);
        final int mssIndex = RoundedDown.indexOf(MSS, options.mss());
        final int scaleIndex = RoundedDown.indexOf(SCALE, options.windowScale());
        options.mss(MSS[mssIndex]);
        options.windowScale(SCALE[scaleIndex]);
        options.timestampBits(SynOptions.NO_BITS);
        // No bit is left for it.
        options.ecn(false);
        final int flags = scaleIndex << SCALE_SHIFT | mssIndex << MSS_SHIFT |
            (options.isSackPermitted() ? SACK : 0) | keys.number() & PARITY;
        final int mac = mac(0, tuple, irs, flags) & ~FLAGS_MASK;
        return mac | flags ^ mac >>> OBSCURING_SHIFT;
    }

    @Override
    public boolean check(
        final FourTuple tuple, final int irs, final int isn, final SynOptions options, final long nowNs)
    {
        keys.turn(nowNs);
        final int flags = (isn ^ isn >>> OBSCURING_SHIFT) & FLAGS_MASK;
        final int age = (flags ^ keys.number()) & PARITY;
        if (((isn ^ mac(age, tuple, irs, flags)) & comparedMask) != 0)
        {
            return false;
        }
        options.mss(MSS[flags >>> MSS_SHIFT & INDEX_MASK]);
        options.windowScale(SCALE[flags >>> SCALE_SHIFT]);
        options.sackPermitted((flags & SACK) != 0);
        return true;
    }

    @Override
    public long lifetimeNs()
    {
        return 2 * PERIOD_NS;
    }

    private int mac(final int age, final FourTuple tuple, final int irs, final int flags)
    {
        final long ports = (long)tuple.localPort() << 16 | tuple.remotePort();
        final long portsAndIrs = ports << 32 | irs & 0xFFFF_FFFFL;
        final long hash = tuple.isIpv6() ?
            SipHash.keyed(keys.low(age), keys.high(age),
                tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(),
                portsAndIrs, IPV6_LENGTH | flags) :
            SipHash.keyed(keys.low(age), keys.high(age),
                tuple.localLo() << 32 | tuple.remoteLo(), portsAndIrs, IPV4_LENGTH | flags);
        return (int)hash;
    }
}
