package io.fourtuple.packetdrill;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** What a script's {@code sysctl} commands mean to the engine. They have to stand before the first socket. */
final class Sysctls
{
    private static final Pattern ASSIGNMENT = Pattern.compile("([\\w.]+)=\"?([^\"]*)\"?");

    /** Those that the engine has as a setting, in the names of FreeBSD and of Linux. */
    private static final Map<String, Setting> SETTINGS = Map.of(
        "net.inet.tcp.sack.enable", Setting.TCP_SACK,
        "net.inet.tcp.rexmit_initial", Setting.TCP_RTO_INITIAL_MS,
        "net.inet.tcp.rexmit_min", Setting.TCP_RTO_MIN_MS,
        "net.ipv4.tcp_sack", Setting.TCP_SACK,
        "net.ipv4.tcp_timestamps", Setting.TCP_TIMESTAMPS,
        "net.ipv4.tcp_window_scaling", Setting.TCP_WINDOW_SCALING,
        "net.ipv4.tcp_invalid_ratelimit", Setting.TCP_INVALID_RATELIMIT,
        "net.ipv4.tcp_syn_retries", Setting.TCP_SYN_RETRIES,
        "net.ipv4.tcp_synack_retries", Setting.TCP_SYNACK_RETRIES,
        "net.ipv4.tcp_fin_timeout", Setting.TCP_FIN_TIMEOUT);
    /** As {@link #SETTINGS}, which would be too long for one map. */
    private static final Map<String, Setting> MORE_SETTINGS = Map.of(
        "net.ipv4.tcp_rfc1337", Setting.TCP_RFC1337,
        "net.ipv4.tcp_slow_start_after_idle", Setting.TCP_SLOW_START_AFTER_IDLE,
        "net.ipv4.tcp_ecn", Setting.TCP_ECN,
        "net.inet.tcp.ecn.enable", Setting.TCP_ECN);

    /**
     * Those that change nothing a script can see: buffer sizes (windows are not compared), caches, and
     * {@code rexmit_slop}, part of FreeBSD's smallest RTO.
     */
    private static final Set<String> IRRELEVANT = Set.of(
        "kern.ipc.maxsockbuf", "net.inet.tcp.recvspace", "net.inet.tcp.sendspace", "net.inet.tcp.hostcache.purgenow",
        "net.inet.tcp.hostcache.enable", "net.inet.tcp.hostcache.prune", "net.inet.tcp.rexmit_slop",
        "net.inet.tcp.sendbuf_auto", "net.inet.tcp.recvbuf_auto", "net.inet.tcp.icmp_may_rst", "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem", "net.inet.tcp.syncookies", "net.inet.tcp.delacktime", "net.inet.tcp.delayed_ack");

    /**
     * Those of which the engine has one behaviour, with the values that ask for it: RFC 5961 always, no black hole, SYN
     * with FIN refused by a listener, options on each SYN sent again. A script that asks for the other may still agree, as those on which FreeBSD and Linux agree do: it is run,
     * and where it fails nothing is proven.
     */
    private static final Map<String, Set<String>> FIXED = Map.of(
        "net.inet.tcp.insecure_rst", Set.of("0"),
        "net.inet.tcp.insecure_syn", Set.of("0"),
        "net.inet.tcp.insecure_ack", Set.of("0"),
        "net.inet.tcp.blackhole", Set.of("0"),
        "net.inet.tcp.drop_synfin", Set.of("1"),
        "net.inet.tcp.rexmit_drop_options", Set.of("0"));

    private Settings settings;
    private boolean isFrozen;
    private boolean asksForOther;

    Sysctls(final Settings settings)
    {
        this.settings = settings;
    }

    /** Whether it was asked for a behaviour that the engine does not have. */
    boolean asksForOther()
    {
        return asksForOther;
    }

    /** From now on the engine runs. */
    Settings freeze()
    {
        isFrozen = true;
        return settings;
    }

    /**
     * Takes one command.
     *
     * @throws IllegalArgumentException if it is no assignment.
     * @throws NotBuilt.Needed          if it is not known what that is, or if it comes too late.
     */
    void run(final String command)
    {
        for (final String word : command.replaceAll("^sysctl\\s+", "").split("\\s+(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)"))
        {
            final Matcher matcher = ASSIGNMENT.matcher(word);
            if (matcher.matches())
            {
                assign(matcher.group(1), matcher.group(2));
            }
            else if (!word.startsWith("-"))
            {
                throw new IllegalArgumentException("not an assignment: " + word);
            }
        }
    }

    private void assign(final String name, final String value)
    {
        final Setting own = ownSetting(name);
        if (name.equals("net.inet.tcp.rfc1323"))
        {
            set(Setting.TCP_TIMESTAMPS, value.equals("1") || value.equals("3") ? 1 : 0);
            set(Setting.TCP_WINDOW_SCALING, value.equals("1") || value.equals("2") ? 1 : 0);
        }
        else if (name.equals("net.inet.tcp.msl"))
        {
            set(Setting.TIME_WAIT_SECONDS, 2 * Numbers.parse(value) / 1_000);
        }
        else if (SETTINGS.containsKey(name) || MORE_SETTINGS.containsKey(name))
        {
            set(SETTINGS.getOrDefault(name, MORE_SETTINGS.get(name)), Numbers.parse(value));
        }
        else if (own != null)
        {
            set(own, own.names().isEmpty() ? Numbers.parse(value) : own.names().indexOf(value));
        }
        else if (FIXED.containsKey(name))
        {
            asksForOther |= !FIXED.get(name).contains(value);
        }
        else if (!IRRELEVANT.contains(name))
        {
            throw new NotBuilt.Needed(NotBuilt.SYSCTL, name);
        }
    }

    /** The project's own scripts name the engine's settings as they are: {@code fourtuple.time_wait_seconds}. */
    private static Setting ownSetting(final String name)
    {
        return name.startsWith("fourtuple.") ? Setting.of(name.substring("fourtuple.".length())) : null;
    }

    private void set(final Setting setting, final long value)
    {
        if (settings.get(setting) != value)
        {
            if (isFrozen)
            {
                throw new NotBuilt.Needed(NotBuilt.LATE_SYSCTL, setting.key());
            }
            settings = settings.with(setting, value);
        }
    }
}
