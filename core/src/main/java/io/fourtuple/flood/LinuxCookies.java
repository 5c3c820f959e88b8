package io.fourtuple.flood;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * Cookies as Linux makes them (secure_tcp_syn_cookie, cookie_init_timestamp).
 * <pre>
 *   ISN = H0(4-tuple) + IRS + (minute &lt;&lt; 24) + ((H1(4-tuple, IRS, minute) + MSS index) mod 2^24)
 *
 *   TSval of the SYN-ACK, its lowest six bits:   ECN | SACK | window scale, 15: none
 *                                                   5       4     3 2 1 0
 * </pre>
 * <b>Options kept.</b> The MSS, rounded down to one of four (or up to the smallest of them). Window scale, SACK and ECN only
 * with timestamps, whose lowest bits carry them; without timestamps the SYN-ACK offers none of them.
 * <p>
 * <b>Lifetime.</b> The rest of its minute and all of the next: 60 to 120 s.
 * <p>
 * <b>The chance of a blind ACK.</b> Of the 2^32 numbers that an ACK can acknowledge, those of two minutes and four MSS are
 * valid: 8 / 2^32 = 2^-29, for each of the two IRS that an ACK may belong to (a probe's is SEG.SEQ). A flood of a million ACKs
 * a second opens one connection in four and a half minutes.
 * <p>
 * <b>An attacker who sees SYN-ACKs</b> can answer them in another's name, as without cookies. One cookie opens its 4-tuple
 * again and again while it lasts; it reveals nothing of other 4-tuples. The bits in the timestamp are not protected: a peer
 * can claim another window scale than it offered, to its own loss.
 * <p>
 * <b>The timestamp</b> is the latest one up to now that has these six bits: up to 63 ms old, as in Linux. A peer that
 * remembers the timestamp of our last segment, and opens its 4-tuple anew within 63 ms of it, may find the cookie's timestamp
 * older (PAWS) and drop it; a later cookie answers its repeated SYN. {@link FreeBsdCookies} do not touch the timestamp.
 * <p>
 * <b>Keys.</b> H0's key is drawn once: the ISNs of one 4-tuple rise from minute to minute, as RFC 9293 3.4.1 wants. H1's key
 * changes each minute ({@link RotatingKeys}); Linux keeps one and hashes the minute too. Both hashes are SipHash-2-4.
 * <p>
 * <b>Unlike Linux</b>, H1 covers the IRS. Otherwise an ACK one to three bytes ahead would pass as a cookie with another MSS:
 * the second segment of a client whose first, small one was lost would open the connection, the lost bytes missing.
 */
public final class LinuxCookies implements SynCookies
{
    /** The probability that an ACK made without knowledge of a SYN-ACK is accepted. */
    static final double BLIND_ACK_CHANCE = 8 / 0x1p32;
    /** Bits of H1 that are compared. */
    static final int MAC_BITS = 24;

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int MINUTES = 2;
    private static final int MINUTE_SHIFT = 24;
    private static final int MINUTE_MASK = 0xFF;
    private static final int MAC_MASK = (1 << MINUTE_SHIFT) - 1;
    private static final int SCALE_MASK = 0xF;
    private static final int SACK_BIT = 1 << 4;
    private static final int ECN_BIT = 1 << 5;
    private static final long IPV4_LENGTH = 12L << 56;
    private static final long IPV6_LENGTH = 36L << 56;
    private static final long IPV4_MAC_LENGTH = 16L << 56;
    private static final long IPV6_MAC_LENGTH = 40L << 56;
    private static final int[] MSS_IPV4 = {536, 1_300, 1_440, 1_460};
    private static final int[] MSS_IPV6 = {1_280 - 60, 1_480 - 60, 1_500 - 60, 9_000 - 60};

    private final long key0;
    private final long key1;
    private final RotatingKeys keys;
    private final int comparedMask;

    /** @param random source of keys. */
    public LinuxCookies(final LongSupplier random)
    {
        this(random, MAC_BITS);
    }

    /** With fewer bits of H1 compared, so that guesses succeed often enough to be counted. */
    LinuxCookies(final LongSupplier random, final int macBits)
    {
        key0 = random.getAsLong();
        key1 = random.getAsLong();
        keys = new RotatingKeys(random, MINUTE_NS);
        comparedMask = (1 << macBits) - 1;
    }

    @Override
    public int make(final FourTuple tuple, final int irs, final SynOptions options, final long nowNs)
    {
        keys.turn(nowNs);
        final int[] table = tuple.isIpv6() ? MSS_IPV6 : MSS_IPV4;
        final int mssIndex = RoundedDown.indexOf(table, options.mss());
        options.mss(table[mssIndex]);
        if (options.hasTimestamps())
        {
            options.timestampBits(options.windowScale() & SCALE_MASK | (options.isSackPermitted() ? SACK_BIT : 0) |
                (options.isEcn() ? ECN_BIT : 0));
        }
        else
        {
            clear(options);
        }
        final int minute = keys.number() << MINUTE_SHIFT;
        final int mac = mac(0, tuple, irs) + mssIndex & MAC_MASK;
        return hash(key0, key1, tuple) + irs + minute + mac;
    }

    @Override
    public boolean check(
        final FourTuple tuple, final int irs, final int isn, final SynOptions options, final long nowNs)
    {
        keys.turn(nowNs);
        final int minuteAndMac = isn - irs - hash(key0, key1, tuple);
        final int age = keys.number() - (minuteAndMac >>> MINUTE_SHIFT) & MINUTE_MASK;
        if (age >= MINUTES)
        {
            return false;
        }
        final int[] table = tuple.isIpv6() ? MSS_IPV6 : MSS_IPV4;
        final int mssIndex = minuteAndMac - mac(age, tuple, irs) & comparedMask;
        if (mssIndex >= table.length)
        {
            return false;
        }
        options.mss(table[mssIndex]);
        final int bits = options.timestampBits();
        if (options.hasTimestamps() && bits != SynOptions.NO_BITS)
        {
            final int scale = bits & SCALE_MASK;
            options.windowScale(scale == SCALE_MASK ? Segment.ABSENT : scale);
            options.sackPermitted((bits & SACK_BIT) != 0);
            options.ecn((bits & ECN_BIT) != 0);
        }
        else
        {
            clear(options);
        }
        return true;
    }

    @Override
    public long lifetimeNs()
    {
        return MINUTES * MINUTE_NS;
    }

    private static void clear(final SynOptions options)
    {
        options.windowScale(Segment.ABSENT);
        options.sackPermitted(false);
        options.ecn(false);
        options.timestampBits(SynOptions.NO_BITS);
    }

    /** H0. */
    private static int hash(final long low, final long high, final FourTuple tuple)
    {
        final long ports = (long)tuple.localPort() << 16 | tuple.remotePort();
        return (int)(tuple.isIpv6() ?
            SipHash.keyed(low, high,
                tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(), IPV6_LENGTH | ports) :
            SipHash.keyed(low, high, tuple.localLo() << 32 | tuple.remoteLo(), IPV4_LENGTH | ports));
    }

    /** H1 with the key of so many minutes ago. */
    private int mac(final int age, final FourTuple tuple, final int irs)
    {
        final long ports = (long)tuple.localPort() << 16 | tuple.remotePort();
        final long portsAndIrs = ports << 32 | irs & 0xFFFF_FFFFL;
        final long low = keys.low(age);
        final long high = keys.high(age);
        return (int)(tuple.isIpv6() ?
            SipHash.keyed(low, high, tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(), portsAndIrs,
                IPV6_MAC_LENGTH) :
            SipHash.keyed(low, high, tuple.localLo() << 32 | tuple.remoteLo(), portsAndIrs, IPV4_MAC_LENGTH));
    }
}
