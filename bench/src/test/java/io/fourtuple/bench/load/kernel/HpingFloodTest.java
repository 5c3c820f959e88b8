package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.Command;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * A flooder that nobody here wrote: hping3 in a namespace of its own, while curl fetches from {@code serve}.
 * <pre>
 *   attacker:  hping3 ── out ══ veth ══ in ──┐  routes
 *   target:                           curl ──┴── ft0 ── serve
 * </pre>
 * The answers to the flood's random sources end in the target's namespace, which routes nothing but its own prefixes.
 */
@RequiresTun
class HpingFloodTest
{
    private static final String ENGINE = "198.18.0.2";
    private static final String SMALL_BACKLOG = "tcp_max_syn_backlog=256";
    /** Frames that wait for the engine: with the kernel's 500, real SYNs are lost before the engine sees them. */
    private static final String DEVICE_QUEUE = "10000";
    private static final int FETCHES = 6;
    private static final int MANY_SYNS = 2_000;

    @InNamespace
    private NetNs target;
    @InNamespace
    private NetNs attacker;

    @BeforeAll
    static void checkTools()
    {
        for (final String tool : List.of("hping3", "curl"))
        {
            assertEquals(0, Command.run(List.of("sh", "-c", "command -v " + tool)).exitCode(),
                tool + " is missing: apt-get install " + tool);
        }
    }

    @BeforeEach
    void joinNamespaces()
    {
        target.run("ip", "link", "add", "in", "type", "veth", "peer", "name", "out", "netns", attacker.name());
        target.run("ip", "address", "add", "198.51.100.1/24", "dev", "in");
        target.run("ip", "link", "set", "in", "up");
        attacker.run("ip", "address", "add", "198.51.100.2/24", "dev", "out");
        attacker.run("ip", "link", "set", "out", "up");
        attacker.run("ip", "route", "add", "default", "via", "198.51.100.1");
        // Answers to nobody end here, and without an ICMP error, which would end half-open connections.
        target.run("ip", "route", "add", "blackhole", "default");
        final KernelSockets kernel = new KernelSockets(target);
        kernel.set("ip_forward", 1);
        kernel.set("conf/all/rp_filter", 0);
        kernel.set("conf/in/rp_filter", 0);
    }

    /** By default: a queue, then cookies. */
    @Test
    void shouldServeEveryFetchBesideAFlood()
    {
        try (BackgroundCommand serve = serve();
            BackgroundCommand hping = flood(serve, "--flood --rand-source"))
        {
            fetchAll(serve);
            final String summary = end(serve, hping);
            assertTrue(CommandLineInNs.counter(summary, "TcpExtSyncookiesSent") >= MANY_SYNS, summary);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpExtTCPReqQFullDrop"), summary);
            assertEquals(FETCHES, CommandLineInNs.counter(summary, "TcpPassiveOpens"), summary);
            assertTrue(CommandLineInNs.counter(summary, "TcpExtSyncookiesRecv") >= FETCHES - 1, summary);
        }
    }

    /** The same flood, and only a queue against it: who has not been here before finds it full. */
    @Test
    void shouldStarveWithABacklogAlone()
    {
        try (BackgroundCommand serve = serve("--defence", "backlog");
            BackgroundCommand hping = flood(serve, "-i u20 --rand-source"))
        {
            // At the first, where hping3 has the CPU for a flood; one may slip in where it has not.
            final long deadlineNs = deadlineNs();
            while (fetch(2).exitCode() == 0)
            {
                assertTrue(deadlineNs - System.nanoTime() > 0, serve::output);
            }
            final String summary = end(serve, hping);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpExtSyncookiesSent"), summary);
            assertTrue(CommandLineInNs.counter(summary, "TcpExtTCPReqQFullDrop") +
                CommandLineInNs.counter(summary, "TcpSynUnproven") >= MANY_SYNS, summary);
        }
    }

    /** A flood that does not vary its source needs no cookies. */
    @Test
    void shouldServeEveryFetchBesideAFloodOfOneSource()
    {
        try (BackgroundCommand serve = serve("--defence", "backlog", "--set", "syn_source_limit=10");
            BackgroundCommand hping = flood(serve, "-i u20 -a 203.0.113.1"))
        {
            fetchAll(serve);
            final String summary = end(serve, hping);
            assertTrue(CommandLineInNs.counter(summary, "TcpSynSourceLimit") >= MANY_SYNS, summary);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpExtSyncookiesSent"), summary);
            assertEquals(FETCHES, CommandLineInNs.counter(summary, "TcpPassiveOpens"), summary);
        }
    }

    private void fetchAll(final BackgroundCommand serve)
    {
        for (int i = 0; i < FETCHES; i++)
        {
            assertEquals("200", fetch(CommandLineInNs.PATIENCE_S).output(), serve::output);
        }
    }

    private static String end(final BackgroundCommand serve, final BackgroundCommand hping)
    {
        final long deadlineNs = deadlineNs();
        while (packetsIn(serve) < 2 * MANY_SYNS)
        {
            assertTrue(hping.process().isAlive() && deadlineNs - System.nanoTime() > 0,
                () -> hping.output() + serve.output());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        hping.close();
        final String summary = CommandLineInNs.interrupt(serve);
        check(summary);
        return summary;
    }

    /** As it tells each second. */
    private static long packetsIn(final BackgroundCommand serve)
    {
        return Pattern.compile("packets in ([0-9]+)/s").matcher(serve.output()).results()
            .mapToLong(match -> Long.parseLong(match.group(1))).sum();
    }

    private static long deadlineNs()
    {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(CommandLineInNs.PATIENCE_S);
    }

    private BackgroundCommand serve(final String... options)
    {
        final String[] all = new String[options.length + 4];
        System.arraycopy(options, 0, all, 0, options.length);
        System.arraycopy(new String[]{"--set", SMALL_BACKLOG, "--stats", "--http=80"}, 0, all, options.length, 4);
        final BackgroundCommand serve = CommandLineInNs.serve(target, all);
        target.run("ip", "link", "set", EngineInNs.DEVICE, "txqueuelen", DEVICE_QUEUE);
        return serve;
    }

    /** Begins, and returns when the engine has had a second of it. */
    private BackgroundCommand flood(final BackgroundCommand serve, final String how)
    {
        final BackgroundCommand hping = attacker.start(
            "sh", "-c", "exec timeout 600 hping3 -q -S -p 80 " + how + " " + ENGINE);
        try
        {
            serve.awaitLine("packets in [0-9]{4,}/s", CommandLineInNs.PATIENCE_S);
            return hping;
        }
        catch (final AssertionError error)
        {
            error.addSuppressed(new AssertionError("hping3: " + hping.output()));
            hping.close();
            throw error;
        }
    }

    private Command fetch(final int seconds)
    {
        return target.tryRun("curl", "-sS", "-m", String.valueOf(seconds), "-o", "/dev/null", "-w", "%{http_code}",
            "http://" + ENGINE + "/bytes/20000");
    }

    /** Each frame has an outcome, and each SYN too. */
    private static void check(final String summary)
    {
        assertTrue(summary.contains(": ok"), summary);
        long outcomes = 0;
        for (final String label : List.of("TcpSynQueued", "TcpExtSyncookiesSent", "TcpExtTCPReqQFullDrop",
            "TcpSynUnproven", "TcpSynAcceptQueueFull", "TcpSynSourceLimit", "TcpSynLinkFull", "TcpTableFull"))
        {
            outcomes += CommandLineInNs.counter(summary, label);
        }
        assertEquals(CommandLineInNs.counter(summary, "TcpListenSyns"), outcomes, summary);
    }
}
