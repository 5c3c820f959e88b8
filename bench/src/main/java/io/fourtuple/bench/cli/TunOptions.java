package io.fourtuple.bench.cli;

import java.util.List;

import io.fourtuple.app.IpText;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.tun.TunConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that run on a TUN device. */
final class TunOptions
{
    private static final List<String> DEFAULT_HOSTS = List.of("198.18.0.1/15", "2001:db8::1/64");
    /** The loop's thread is not tied to a CPU. */
    static final int ANY_CPU = -1;

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
        description = "Two more threads read and write the device, with rings between; wants three CPUs. Without it " +
            "the loop does it.")
    private boolean pump;

    @Option(
        names = "--cpu",
        paramLabel = "N",
        description = "Ties the loop's thread to one CPU.")
    private Integer cpu;

    @Option(
        names = "--idle",
        paramLabel = "HOW",
        defaultValue = "backoff",
        description = "What the loop does when it finds no work: spin (fastest, a CPU always busy), yield, backoff " +
            "(spins under load, sleeps up to 1 ms when idle; the default), sleep.")
    private IdleChoice idle;

    @Mixin
    private LinkOptions link;

    TunConfig tunConfig()
    {
        try
        {
            final TunConfig config = TunConfig.named(tun).mtu(mtuBytes);
            for (final String host : hosts())
            {
                config.address(host);
                if (host.indexOf('/') < 0)
                {
                    throw new IllegalArgumentException("an address with its prefix length is needed: " + host);
                }
            }
            return config;
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
    }

    /** @return every address of the prefixes but the kernel's own. */
    LocalAddresses localAddresses()
    {
        final LocalAddresses addresses = new LocalAddresses();
        for (final String host : hosts())
        {
            addresses.add(host).exclude(IpText.parse(host.substring(0, host.indexOf('/'))));
        }
        return addresses;
    }

    List<String> hosts()
    {
        return hosts == null ? DEFAULT_HOSTS : hosts;
    }

    boolean isPumped()
    {
        return pump;
    }

    int cpu()
    {
        if (cpu != null && cpu < 0)
        {
            throw new CliException(CliException.USAGE, "--cpu must be 0 or more: --cpu=" + cpu);
        }
        return cpu == null ? ANY_CPU : cpu;
    }

    IdleChoice idle()
    {
        return idle;
    }

    LinkOptions link()
    {
        return link;
    }
}
