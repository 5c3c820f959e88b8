package io.fourtuple.bench.tool.option;

import java.util.List;
import java.util.stream.IntStream;

import io.fourtuple.app.IpText;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.TunConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that run on a TUN device. */
public final class TunOptions
{
    private static final List<String> DEFAULT_HOSTS = List.of("198.18.0.1/15", "2001:db8::1/64");
    /** The loop's thread is not tied to a CPU. */
    public static final int ANY_CPU = -1;

    @Option(
        names = "--tun",
        paramLabel = "NAME",
        defaultValue = "ft0",
        description = "Name of the device, which is made at start and removed at the end. Default: ft0.")
    private String tun;

    @Option(
        names = "--host",
        paramLabel = "CIDR",
        description = "The kernel's own address on the device; the engine answers for every other address of the " +
            "prefix. Repeatable. Default: 198.18.0.1/15 and 2001:db8::1/64.")
    private List<String> hosts;

    @Option(
        names = "--mtu",
        paramLabel = "BYTES",
        defaultValue = "1500",
        description = "Largest packet, 68 (1280 with IPv6) to 65535. Default: 1500.")
    private int mtuBytes;

    @Option(
        names = "--pump",
        description = "Two more threads read and write the device, with rings between; needs three CPUs, and warns where " +
            "there are fewer. Without it the loop reads and writes.")
    private boolean pump;

    @Option(
        names = "--offload",
        description = "Bulk data moves in frames of up to 64 KB that the kernel cuts, or need not cut (IFF_VNET_HDR, TSO): " +
            "several times the throughput, a little more for each small frame. Not with --pump or --fault.")
    private boolean offload;

    @Option(
        names = "--cpu",
        paramLabel = "N",
        description = "Ties the loop's thread to one CPU; several loops to this one and the next. Without it several " +
            "loops are tied one to a CPU if there are enough.")
    private Integer cpu;

    @Option(
        names = "--idle",
        paramLabel = "HOW",
        defaultValue = "backoff",
        description = "Idle strategy of a loop that finds no work: spin (fastest, a CPU always busy), yield, backoff " +
            "(spins under load, sleeps up to 1 ms when idle; the default), sleep.")
    private IdleStrategyChoice idle;

    @Mixin
    private EngineSetupOptions link;

    @Mixin
    private LatencyRecordingOption latency;

    /** Checks all options that engines on a device of so many queues are made from, before anything is made. */
    public void validate(final int queues)
    {
        tunConfig();
        cpus(queues);
        latency.on();
        link.validate();
        if (offload && (pump || link.faultPlan() != null))
        {
            throw new CliException(CliException.USAGE, pump ? "--offload is for a loop that reads the device itself, without --pump" :
                "--offload and --fault exclude each other: faults are of single segments");
        }
    }

    public TunConfig tunConfig()
    {
        return CliException.checked(() ->
        {
            final TunConfig config = TunConfig.named(tun).mtu(mtuBytes).offload(offload);
            hosts().forEach(config::address);
            return config;
        });
    }

    /** @return every address of the prefixes but the kernel's own. */
    public LocalAddresses localAddresses()
    {
        final LocalAddresses addresses = new LocalAddresses();
        for (final String host : hosts())
        {
            addresses.add(host).exclude(IpText.parse(host.substring(0, host.indexOf('/'))));
        }
        return addresses;
    }

    public List<String> hosts()
    {
        return hosts == null ? DEFAULT_HOSTS : hosts;
    }

    /** Refuses options that several loops cannot have. */
    public void checkQueues(final int queues)
    {
        if (queues < 1 || queues > TunConfig.MAX_QUEUES)
        {
            throw new CliException(CliException.USAGE,
                "--queues must be 1 to " + TunConfig.MAX_QUEUES + ": --queues=" + queues);
        }
        if (queues > 1 && (pump || link.hasCapture()))
        {
            throw new CliException(CliException.USAGE,
                (pump ? "--pump" : "--pcap") + " is for one queue: --queues=" + queues);
        }
    }

    public boolean isPumped()
    {
        return pump;
    }

    /**
     * @param loops how many there are.
     * @return a CPU for each, or {@link #ANY_CPU}.
     */
    public int[] cpus(final int loops)
    {
        if (cpu != null && cpu < 0)
        {
            throw new CliException(CliException.USAGE, "--cpu must be 0 or more: --cpu=" + cpu);
        }
        if (loops == 1)
        {
            return new int[]{cpu == null ? ANY_CPU : cpu};
        }
        final List<Integer> allowed = CpuPinning.allowedCpus();
        final List<Integer> usable = allowed.stream().filter(number -> cpu == null || number >= cpu).toList();
        if (usable.size() >= loops)
        {
            return usable.stream().limit(loops).mapToInt(Integer::intValue).toArray();
        }
        if (cpu != null)
        {
            throw new CliException(CliException.USAGE, "not enough CPUs for " + loops + " loops: --cpu=" + cpu +
                " allowed=" + allowed);
        }
        return IntStream.generate(() -> ANY_CPU).limit(loops).toArray();
    }

    public IdleStrategyChoice idle()
    {
        return idle;
    }

    public LatencyRecordingOption latency()
    {
        return latency;
    }

    public EngineSetupOptions link()
    {
        return link;
    }
}
