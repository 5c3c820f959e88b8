package io.fourtuple.bench.tool.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;
import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.load.client.AddressRange;
import io.fourtuple.bench.load.client.CloseKind;
import io.fourtuple.bench.load.client.Criterion;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.load.client.Payload;
import io.fourtuple.bench.load.client.PortRange;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that {@code load} and {@code flood} have in common: clients, server, rate, criteria. */
public final class LoadOptions
{
    private static final String IPV6_SOURCES = "2001:db8:0:1::/112";
    private static final double TUN_RATE = 10_000;
    private static final int MAX_CPU = 1_023;

    /** The server that connections are opened to. */
    public enum Target
    {
        ENGINE,
        TUN_ENGINE,
        KERNEL
    }

    @Option(names = "--target", paramLabel = "WHAT", defaultValue = "engine",
        description = "engine: in this process, over rings (the default); tun-engine: an engine on the other side of " +
            "a TUN, kernel: Linux's own listener there; these two need root and make a network namespace of their own.")
    private String target;

    @Option(names = "--to", paramLabel = "ADDRESS:PORT", defaultValue = "198.18.1.1:80",
        description = "The server. Default: 198.18.1.1:80; IPv6 as [2001:db8::1]:80.")
    private String to;

    @Option(names = "--rate", paramLabel = "N",
        description = "Connections begun a second, or N%% of the ceiling, which is found first. Default: 50k, over " +
            "TUN 10k.")
    private String rate;

    @Option(names = "--ramp", paramLabel = "FROM..TO",
        description = "A rate that changes evenly over the run, as 10k..200k.")
    private String ramp;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "open",
        description = "open: paced by the clock (the default); closed: always --in-flight connections under way.")
    private String mode;

    @Option(names = "--find-ceiling", description = "Short for --mode closed.")
    private boolean findCeiling;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "256",
        description = "Connections under way in a closed loop. Default: 256.")
    private String inFlight;

    @Option(names = "--concurrent", paramLabel = "N", defaultValue = "0",
        description = "Idle connections that stay open; one more closes the oldest. Default: 0, each is closed at once.")
    private String concurrent;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "10s",
        description = "Length of the run. Default: 10s.")
    private String duration;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s",
        description = "Time between two rows. Default: 1s.")
    private String interval;

    @Option(names = "--warm-up", paramLabel = "TIME",
        description = "Load before the run, not counted, so that the JVM has compiled the hot code; 0s for none. " +
            "Default: 2s.")
    private String warmUp = "2s";

    @Option(names = "--patience", paramLabel = "TIME", defaultValue = "3s",
        description = "Time after its first SYN when a client that is not connected gives up. Default: 3s.")
    private String patience;

    @Option(names = "--payload", paramLabel = "REQ/RESP", defaultValue = "none",
        description = "Bytes that client and server send, as 64/512. Default: none.")
    private String payload;

    @Option(names = "--close", paramLabel = "HOW", defaultValue = "client",
        description = "The side that sends its FIN first: client or server; reset: a RST of the client. Default: client.")
    private CloseKind close;

    @Option(names = "--source", paramLabel = "CIDR",
        description = "The clients' addresses. Default: 198.18.0.0/24, or " + IPV6_SOURCES + ".")
    private String source;

    @Option(names = "--source-ports", paramLabel = "FIRST-LAST", defaultValue = "1024-65535",
        description = "The clients' ports. Default: 1024-65535.")
    private String sourcePorts;

    @Option(names = "--expect", paramLabel = "CRITERION",
        description = "A criterion of the verdict, as established>=99.9%%, p99<5ms, synack-p99<2ms, failed<10, reached>=100%%, open<=100000; " +
            "repeatable. A wrong one lists all. Default: established>=99%%, failed<0.001%% (RFC 9411) and " +
            "broken<0.001%% of what is offered; one of your own on established, failed or reached takes the place of " +
            "the first two, one on broken that of the last.")
    private List<String> expectations = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR",
        description = "Writes load.json, synack.hlog and established.hlog there, engine.hlog with --latency: a new folder, " +
            "or an empty one.")
    private Path out;

    @Option(names = "--backlog", paramLabel = "N", defaultValue = "4096",
        description = "Backlog of the kernel's listen(2), at most its somaxconn. Default: 4096.")
    private String backlog;

    @Option(names = "--cpus", paramLabel = "GENERATOR,TARGET",
        description = "CPUs of the two threads. Default: the first and the last that are allowed, if there are two.")
    private String cpus;

    @Mixin
    private EngineSetupOptions link;

    @Mixin
    private LatencyRecordingOption latency;

    public Target target()
    {
        try
        {
            return Target.valueOf(target.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(
                CliException.USAGE, "--target must be engine, tun-engine or kernel: --target=" + target);
        }
    }

    /** @return the plan of all options; a rate in percent is still to be found. */
    public LoadPlan plan()
    {
        final Endpoint server = destination();
        final LoadPlan defaults = LoadPlan.defaults();
        final LoadPlan plan = CliException.checked(() -> defaults
            .withAddresses(sources(server), CliException.checked("--source-ports: ", () -> PortRange.parse(sourcePorts)), server)
            .withDurationNs(CliException.checked("--duration: ", () -> Quantities.durationNs(duration)))
            .withIntervalNs(CliException.checked("--interval: ", () -> Quantities.durationNs(interval)))
            .withPatienceNs(CliException.checked("--patience: ", () -> Quantities.durationNs(patience)))
            .withPayload(CliException.checked("--payload: ", () -> Payload.parse(payload)))
            .withConcurrent(number("--concurrent", concurrent, 0, LoadPlan.MAX_CONCURRENT))
            .withClose(close));
        return CliException.checked(() -> paced(plan));
    }

    private LoadPlan paced(final LoadPlan plan)
    {
        final boolean isClosed = findCeiling || "closed".equals(mode);
        if (!isClosed && !"open".equals(mode))
        {
            throw new CliException(CliException.USAGE, "--mode must be open or closed: --mode=" + mode);
        }
        if ((isClosed ? 1 : 0) + (rate == null ? 0 : 1) + (ramp == null ? 0 : 1) > 1)
        {
            throw new CliException(CliException.USAGE,
                "--rate, --ramp and a closed loop (--mode closed, --find-ceiling) exclude each other");
        }
        if (isClosed)
        {
            return plan.withInFlight(number("--in-flight", inFlight, 1, LoadPlan.MAX_CONCURRENT));
        }
        if (ramp != null)
        {
            final String[] ends = ramp.split("\\.\\.", -1);
            if (ends.length != 2)
            {
                throw new CliException(CliException.USAGE, "--ramp is written FROM..TO, as 10k..200k: --ramp=" + ramp);
            }
            return plan.withRamp(rate("--ramp", ends[0]), rate("--ramp", ends[1]));
        }
        if (rate == null || ceilingPercent() > 0)
        {
            return plan.withRate(target() == Target.ENGINE ? LoadPlan.defaults().ratePerSecond() : TUN_RATE);
        }
        return plan.withRate(rate("--rate", rate));
    }

    private static double rate(final String option, final String text)
    {
        return CliException.checked(option + ": ", () -> Quantities.rate(text));
    }

    /** Checks what can be checked before anything runs. */
    public void validate()
    {
        criteria();
        ceilingPercent();
        warmUpNs();
        cpus();
        inFlight();
        OutFolder.requireNew(out);
        if (target() == Target.KERNEL)
        {
            latency.requireNone("the kernel");
        }
    }

    /** @return the share of the ceiling that {@code --rate} asks for, or 0. */
    public double ceilingPercent()
    {
        if (rate == null || !rate.endsWith("%"))
        {
            return 0;
        }
        final double percent = rate("--rate", rate.substring(0, rate.length() - 1));
        if (percent <= 0)
        {
            throw new CliException(CliException.USAGE, "--rate must be above 0%: --rate=" + rate);
        }
        return percent;
    }

    /** @return how long the JVM is warmed up. */
    public long warmUpNs()
    {
        return CliException.checked("--warm-up: ", () -> Quantities.durationNs(warmUp));
    }

    public int inFlight()
    {
        return number("--in-flight", inFlight, 1, LoadPlan.MAX_CONCURRENT);
    }

    public int backlog()
    {
        return number("--backlog", backlog, 1, 1 << 24);
    }

    private AddressRange sources(final Endpoint server)
    {
        return CliException.checked("--source: ", () -> source != null ? AddressRange.parse(source) :
            server.family() == 6 ? AddressRange.parse(IPV6_SOURCES) : LoadPlan.defaults().sources());
    }

    private Endpoint destination()
    {
        final int colon = to.lastIndexOf(':');
        final boolean isBracketed = to.startsWith("[") && colon > 0 && to.charAt(colon - 1) == ']';
        final boolean isIpv4 = colon > 0 && to.indexOf(':') == colon;
        final String port = to.substring(colon + 1);
        if (!isBracketed && !isIpv4 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535)
        {
            throw new CliException(CliException.USAGE,
                "--to is written ADDRESS:PORT, as 198.18.1.1:80 or [2001:db8::1]:80: --to=" + to);
        }
        final String address = isBracketed ? to.substring(1, colon - 1) : to.substring(0, colon);
        return CliException.checked("--to: ", () -> Endpoint.of(IpText.parse(address), Integer.parseInt(port)));
    }

    /** @return a number of {@code 10k}'s kind within its range. */
    static int number(final String option, final String text, final long min, final long max)
    {
        final long value = CliException.checked(option + ": ", () -> Quantities.count(text));
        if (value < min || value > max)
        {
            throw new CliException(
                CliException.USAGE, option + " must be " + min + " to " + max + ": " + option + "=" + text);
        }
        return (int)value;
    }

    public List<Criterion> criteria()
    {
        return expectations.stream().map(text -> CliException.checked("--expect: ", () -> Criterion.parse(text))).toList();
    }

    /** @return CPUs of generator and target, or {@link TunOptions#ANY_CPU} for both. */
    public int[] cpus()
    {
        final List<Integer> allowed = PinnedThread.allowedCpus();
        if (cpus == null)
        {
            return allowed.size() < 2 ? new int[]{TunOptions.ANY_CPU, TunOptions.ANY_CPU} :
                new int[]{allowed.getFirst(), allowed.getLast()};
        }
        if (!cpus.matches("\\d{1,4},\\d{1,4}"))
        {
            throw new CliException(CliException.USAGE, "--cpus are two numbers, as 0,1: --cpus=" + cpus);
        }
        final String[] numbers = cpus.split(",");
        final int[] chosen =
            {number("--cpus", numbers[0], 0, MAX_CPU), number("--cpus", numbers[1], 0, MAX_CPU)};
        if (!allowed.contains(chosen[0]) || !allowed.contains(chosen[1]))
        {
            throw new CliException(
                CliException.USAGE, "--cpus: not allowed here: --cpus=" + cpus + " allowed=" + allowed);
        }
        if (chosen[0] == chosen[1])
        {
            throw new CliException(CliException.USAGE, "generator and target need a CPU each: --cpus=" + cpus);
        }
        return chosen;
    }

    public Path out()
    {
        return out;
    }

    public EngineSetupOptions link()
    {
        return link;
    }

    public LatencyRecordingOption latency()
    {
        return latency;
    }

    /** @return {@code --set} for the kernel, whose names are those of sysctl. */
    public Map<String, String> sysctls()
    {
        final Map<String, String> sysctls = new LinkedHashMap<>();
        for (final String assignment : link.assignments())
        {
            final String[] parts = assignment.split("=", 2);
            if (parts.length != 2 || !parts[0].matches("[a-z0-9_.]+"))
            {
                throw new CliException(CliException.USAGE, "--set: a sysctl is written name=value: " + assignment);
            }
            sysctls.put(parts[0].replaceFirst("^net\\.(core\\.)?", "").replace('.', '/'), parts[1]);
        }
        return sysctls;
    }
}
