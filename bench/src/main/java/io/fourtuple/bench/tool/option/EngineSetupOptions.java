package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynDefences;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapLink;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.timewait.TimeWaitPolicies;
import io.fourtuple.timewait.TimeWaitPolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that makes an engine: settings, policy, defence, telemetry, and decorators of its link. */
public final class EngineSetupOptions
{
    @Option(
        names = {"--set", "--sysctl"},
        paramLabel = "NAME=VALUE",
        description = "Changes a setting, as in max_connections_ipv4=1m or tcp_tw_reuse=1; repeatable. A wrong name " +
            "lists similar ones.")
    private List<String> assignments = new ArrayList<>();

    @Option(
        names = "--time-wait",
        paramLabel = "POLICY",
        description = "TIME_WAIT policy: rfc6191, linux, linux-recycle, freebsd, classic, none, or the full name of a " +
            "class of your own that implements TimeWaitPolicy, found by FOURTUPLE_CLASSPATH. Default: rfc6191.")
    private String timeWait;

    @Option(
        names = "--defence",
        paramLabel = "NAME",
        description = "Defence against SYN floods: hybrid (a queue, then SYN cookies), backlog, cache, " +
            "cookies-linux, cookies-freebsd, cookies-always, or the full name of a class of your own that implements " +
            "SynDefence, found by FOURTUPLE_CLASSPATH. Default: as the setting tcp_syncookies has it, hybrid.")
    private String defence;

    @Mixin
    private TelemetryOption telemetry;

    @Option(
        names = "--pcap",
        paramLabel = "FILE",
        description = "Writes all packets to a capture that Wireshark opens; flushed each second and at the end.")
    private Path pcap;

    @Option(
        names = "--snap",
        paramLabel = "BYTES",
        description = "Keeps only so many bytes of each captured packet.")
    private Integer snapLength;

    @Option(
        names = "--fault",
        paramLabel = "PLAN",
        description = "Spoils the link: drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,delay=0.01,seed=42; " +
            "rx. or tx. in front of a name for one direction.")
    private String fault;

    /** @return the defaults with {@code --set} applied. */
    public Settings settings(final Settings defaults)
    {
        Settings settings = defaults;
        if (timeWait != null && TimeWaitPolicies.names().contains(timeWait))
        {
            settings = settings.with(Setting.TIME_WAIT, TimeWaitPolicies.names().indexOf(timeWait));
        }
        if (defence != null && SynDefences.names().contains(defence))
        {
            settings = settings.with(Setting.SYN_DEFENCE, SynDefences.names().indexOf(defence));
        }
        return with(settings, assignments);
    }

    /** Checks all options that an engine is made from, before anything is made. */
    public void validate()
    {
        final Settings settings = settings(Settings.defaults());
        timeWaitPolicy(settings);
        synDefence(settings);
        faultPlan();
    }

    /** @return settings changed by the values of {@code --set}, one after the other. */
    public static Settings with(final Settings settings, final List<String> assignments)
    {
        Settings changed = settings;
        for (final String assignment : assignments)
        {
            final Settings before = changed;
            changed = CliException.checked("--set: ", () -> before.with(withoutPrefix(assignment)));
        }
        return changed;
    }

    /** @return a setting's name as it is here, of one that is written as for sysctl. */
    public static String withoutPrefix(final String assignment)
    {
        return assignment.replaceFirst("^net\\.(ipv4|inet\\.tcp)\\.", "");
    }

    /**
     * @return a new policy of {@code --time-wait} for one engine.
     * @throws CliException if it is neither one of ours nor a class that can be used.
     */
    public TimeWaitPolicy timeWaitPolicy(final Settings settings)
    {
        try
        {
            final boolean isOwn = timeWait != null && !TimeWaitPolicies.names().contains(timeWait);
            return isOwn ? TimeWaitPolicies.of(timeWait, settings) : TimeWaitPolicies.of(settings);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, "--time-wait: " + ex.getMessage() +
                (ex.getCause() instanceof ClassNotFoundException ? " (FOURTUPLE_CLASSPATH names the folder or jar)" : ""));
        }
    }

    /** @return a line: the policy in force, and the reason if it is unsafe. */
    public String describeTimeWait(final Settings settings)
    {
        final String unsafe = timeWaitPolicy(settings).unsafeBecause();
        final boolean isOwn = timeWait != null && !TimeWaitPolicies.names().contains(timeWait);
        return "TIME_WAIT: " + (isOwn ? timeWait : settings.name(Setting.TIME_WAIT)) + ", " +
            settings.get(Setting.TIME_WAIT_SECONDS) + " s, at most " + settings.get(Setting.TCP_MAX_TW_BUCKETS) +
            " IPv4 and " + settings.get(Setting.TCP_MAX_TW_BUCKETS_IPV6) + " IPv6" +
            (unsafe == null ? "" : "; UNSAFE: " + unsafe);
    }

    /**
     * @return a new defence of {@code --defence} for one engine.
     * @throws CliException if it is neither one of ours nor a class that can be used.
     */
    public SynDefence synDefence(final Settings settings)
    {
        final LongSupplier random = new SecureRandom()::nextLong;
        try
        {
            final boolean isOwn = defence != null && !SynDefences.names().contains(defence);
            return isOwn ? SynDefences.of(defence, settings, random) : SynDefences.of(settings, random);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, "--defence: " + ex.getMessage() +
                (ex.getCause() instanceof ClassNotFoundException ? " (FOURTUPLE_CLASSPATH names the folder or jar)" : ""));
        }
    }

    /** @return a line: the defence in force. */
    public String describeDefence(final Settings settings)
    {
        final boolean isOwn = defence != null && !SynDefences.names().contains(defence);
        final int limit = settings.intValue(Setting.SYN_SOURCE_LIMIT);
        return "SYN defence: " + (isOwn ? defence : SynDefences.nameOf(settings)) + ", at most " +
            settings.get(Setting.TCP_MAX_SYN_BACKLOG) + " IPv4 and " + settings.get(Setting.TCP_MAX_SYN_BACKLOG_IPV6) +
            " IPv6 half-open" + (limit == 0 ? "" : ", " + limit + " SYNs of a source in " +
            settings.get(Setting.SYN_SOURCE_PERIOD_MS) + " ms");
    }

    /** @return {@code --set} as it was typed, prefixes of sysctl taken off. */
    public List<String> assignments()
    {
        return assignments.stream().map(EngineSetupOptions::withoutPrefix).toList();
    }

    /** Refuses options that only an engine has. */
    public void requireNone(final String who)
    {
        final String option = timeWait != null ? "--time-wait" : defence != null ? "--defence" :
            pcap != null ? "--pcap" : fault != null ? "--fault" : null;
        if (option != null)
        {
            throw new CliException(CliException.USAGE, option + " is for an engine, not for " + who);
        }
    }

    public TelemetryOption telemetry()
    {
        return telemetry;
    }

    boolean hasCapture()
    {
        return pcap != null;
    }

    /** @return the plan of {@code --fault}, or null. */
    public FaultPlan faultPlan()
    {
        return CliException.checked("--fault: ", () -> fault == null ? null : FaultPlan.parse(fault));
    }

    /** @return the capture of {@code --pcap}, its file opened; or null. */
    public PcapWriter openCapture(final ErrorHandler errorHandler)
    {
        final int kept = snapLength == null ? PcapWriter.MAX_SNAP_LENGTH : snapLength;
        if (snapLength != null && pcap == null)
        {
            throw new CliException(CliException.USAGE, "--snap is for a capture: give --pcap FILE too");
        }
        if (kept < 1 || kept > PcapWriter.MAX_SNAP_LENGTH)
        {
            throw new CliException(
                CliException.USAGE, "--snap must be 1 to " + PcapWriter.MAX_SNAP_LENGTH + ": --snap=" + kept);
        }
        if (pcap == null)
        {
            return null;
        }
        try
        {
            final FileChannel channel = FileChannel.open(
                pcap, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            return new PcapWriter(channel, SystemEpochNanoClock.INSTANCE, errorHandler, kept);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "--pcap: cannot write " + pcap + ": " + reason(ex));
        }
    }

    /**
     * Puts the decorators around a link: the capture inside, so that it shows what is on the wire.
     *
     * @param capture as opened, or null.
     * @param plan    as parsed, or null.
     */
    public static Link decorate(final Link link, final PcapWriter capture, final FaultPlan plan)
    {
        final Link captured = capture == null ? link : new PcapLink(link, capture);
        return plan == null ? captured : new FaultLink(captured, plan, SystemNanoClock.INSTANCE);
    }

    public static String reason(final IOException ex)
    {
        if (ex instanceof NoSuchFileException)
        {
            return "no such folder";
        }
        return ex instanceof AccessDeniedException ? "permission denied" : ex.getMessage();
    }
}
