package io.fourtuple.bench.load.resilience;

import java.util.Locale;
import java.util.Map;

import io.fourtuple.bench.base.Range;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/**
 * Room for half-open connections, the same for every target.
 *
 * @param listener    a listener's backlog, and {@code somaxconn}.
 * @param maxHalfOpen {@code tcp_max_syn_backlog}. Without cookies its last quarter is kept for peers that are known by
 *                    an earlier connection, as all clients here soon are; where a listener's backlog is no more than
 *                    three quarters of it, that is full first, and drops known and unknown alike.
 */
public record BacklogRoom(int listener, int maxHalfOpen)
{
    private static final int MOST = 1 << 24;
    private static final int TIMES = 4;

    /** Checks the ranges. */
    public BacklogRoom
    {
        Range.check("--backlog", listener, 1, MOST);
        Range.check("--max-syn-backlog", maxHalfOpen, 1, MOST);
    }

    /** So much of the other that the listener's is what is full first. */
    public static BacklogRoom of(final int listener)
    {
        return new BacklogRoom(listener, Math.min(MOST, TIMES * Math.min(MOST, listener)));
    }

    Settings applyTo(final Settings settings)
    {
        return settings.with(Setting.SOMAXCONN, listener).with(Setting.TCP_MAX_SYN_BACKLOG, maxHalfOpen);
    }

    Map<String, String> sysctls()
    {
        return Map.of("somaxconn", String.valueOf(listener), "tcp_max_syn_backlog", String.valueOf(maxHalfOpen));
    }

    String text()
    {
        return String.format(
            Locale.ROOT, "backlog and somaxconn %d, tcp_max_syn_backlog %d", listener, maxHalfOpen);
    }
}
