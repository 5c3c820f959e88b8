package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;

/**
 * Whether a segment that belongs to nothing is answered by a RST: never, always, or so many a second, in all and to one
 * address. Whoever sends segments with a false source would else have each of them turned into one for his victim.
 * <p>
 * Both limits vary from second to second, by half up and down, so that nobody can count by them what others are sent
 * (CVE-2016-5696 was a limit that did not); that of an address for each one, or who has an address of his own would know
 * it for the one that he shares with others.
 */
final class Strays
{
    private static final int LIMITED = 0;
    private static final int ALWAYS = 1;
    private static final long PERIOD_NS = 1_000_000_000L;
    private static final int SLOTS = 1 << 14;

    private final Context context;
    private final int answer;
    private final int limit;
    private final int limitPerAddress;
    /** What is left to each address this second, and 1; 0: not known yet. */
    private final short[] leftPerAddress = new short[SLOTS];
    private long periodNs;
    private int left;
    private boolean isStarted;

    Strays(final Context context)
    {
        this.context = context;
        final Settings settings = context.settings;
        answer = settings.intValue(Setting.RST_ANSWER);
        limit = settings.intValue(Setting.RST_RATELIMIT);
        limitPerAddress = settings.intValue(Setting.RST_RATELIMIT_PER_ADDRESS);
    }

    /** Whether the sender of a segment may be answered now; if so, it is taken as answered. */
    boolean mayAnswer(final FourTuple tuple)
    {
        final boolean may = answer == ALWAYS || answer == LIMITED && isWithinLimits(tuple);
        if (!may)
        {
            context.counters.increment(Counter.RST_SKIPPED);
        }
        return may;
    }

    private boolean isWithinLimits(final FourTuple tuple)
    {
        if (!isStarted || context.nowNs - periodNs >= PERIOD_NS)
        {
            isStarted = true;
            periodNs = context.nowNs;
            left = varied(limit);
            java.util.Arrays.fill(leftPerAddress, (short)0);
        }
        final int slot = context.secrets.addressSlot(tuple, SLOTS);
        if (leftPerAddress[slot] == 0)
        {
            leftPerAddress[slot] = (short)(1 + varied(limitPerAddress));
        }
        if (left == 0 || leftPerAddress[slot] == 1)
        {
            return false;
        }
        left--;
        leftPerAddress[slot]--;
        return true;
    }

    /** Half of the limit, and by chance up to as much again as the limit: the limit on average, as Linux varies it. */
    private int varied(final int average)
    {
        return (average + 1 >>> 1) + context.secrets.random(average);
    }
}
