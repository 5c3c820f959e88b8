package io.fourtuple.bench.load.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fourtuple.tun.NetworkNamespace;

/**
 * A network namespace with TCP settings of its own. It is that of one thread, and of those that this thread starts, and
 * is gone when they are, however the process ends. What the kernel tells of it can be read by any thread while that one
 * lives.
 */
public final class KernelNamespace
{
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final Path SYSCTLS = Path.of("/proc/sys/net");
    private static final String IPV6 = "ipv6/";
    private static final Path SLABINFO = Path.of("/proc/slabinfo");

    private static final long SLABINFO_AGE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path procNet;
    private List<String> slabinfo;
    private long slabinfoNs;

    private KernelNamespace(final Path procNet)
    {
        this.procNet = procNet;
    }

    /**
     * Moves the calling thread into a new namespace, for good.
     *
     * @param sysctls names below net.ipv4, with slashes if there are folders between, as {@code conf/all/rp_filter};
     *                {@code somaxconn}, which is net.core's; {@code ipv6/...} below net. Set there only.
     * @return what is known of it.
     * @throws io.fourtuple.tun.TunException if the kernel refuses, which it does to all but root.
     */
    public static KernelNamespace enter(final Map<String, String> sysctls)
    {
        NetworkNamespace.enter();
        sysctls.forEach(KernelNamespace::set);
        return new KernelNamespace(ofThisThread());
    }

    /** @return the namespace that the calling thread is in already. */
    public static KernelNamespace current()
    {
        return new KernelNamespace(ofThisThread());
    }

    private static Path ofThisThread()
    {
        try
        {
            return Path.of("/proc").resolve(Files.readSymbolicLink(THREAD)).resolve("net");
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot tell which thread this is: " + ex, ex);
        }
    }

    /**
     * Sets one in the calling thread's namespace.
     *
     * @param name as {@link #enter} has it.
     */
    static void set(final String name, final String value)
    {
        final Path file = name.startsWith(IPV6) ? SYSCTLS.resolve(name) :
            SYSCTLS.resolve("somaxconn".equals(name) ? "core" : "ipv4").resolve(name);
        try
        {
            Files.writeString(file, value);
            // By lines, since they are read into a large buffer: a second read of such a file finds nothing more.
            final String now = Files.readAllLines(file).getFirst();
            if (!now.equals(value))
            {
                throw new IllegalStateException("sysctl " + name + " is " + now + ", not " + value);
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot set sysctl " + name + "=" + value + ": " + ex.getMessage(), ex);
        }
    }

    /** @return every counter by the name that nstat gives it. */
    public Map<String, Long> nstat()
    {
        final Map<String, Long> counters = new LinkedHashMap<>(NstatFile.parse(lines("snmp")));
        counters.putAll(NstatFile.parse(lines("netstat")));
        return counters;
    }

    /**
     * @return bytes that the kernel's slabs hold for TCP sockets of any kind, on the whole machine, and its buffers.
     */
    public long memoryBytes()
    {
        return KernelMemory.bytes(slabinfo(), lines("sockstat"));
    }

    /** @return records of half-open connections in use, on the whole machine. */
    public long halfOpen()
    {
        return KernelMemory.halfOpen(slabinfo());
    }

    /**
     * @param device of this namespace.
     * @return packets that the kernel could not give to the device's reader, since its queue was full.
     */
    public long droppedBy(final String device)
    {
        final int txDropped = 12;
        return lines("dev").stream().map(line -> line.trim().split("[: ]+"))
            .filter(fields -> fields[0].equals(device))
            .mapToLong(fields -> Long.parseLong(fields[txDropped])).sum();
    }

    private List<String> lines(final String file)
    {
        try
        {
            return Files.readAllLines(procNet.resolve(file));
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read the namespace's " + file + ": " + ex, ex);
        }
    }

    /** Nothing, where the kernel does not tell. It goes through all slabs for that, so that it is not asked often. */
    private synchronized List<String> slabinfo()
    {
        final long nowNs = System.nanoTime();
        if (slabinfo == null || nowNs - slabinfoNs > SLABINFO_AGE_NS)
        {
            try
            {
                slabinfo = Files.readAllLines(SLABINFO);
            }
            catch (final IOException ex)
            {
                slabinfo = List.of();
            }
            slabinfoNs = nowNs;
        }
        return slabinfo;
    }
}
