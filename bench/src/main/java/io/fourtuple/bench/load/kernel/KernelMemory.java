package io.fourtuple.bench.load.kernel;

import java.util.List;
import java.util.Set;

/**
 * The kernel's memory for TCP, as far as it tells: the slabs of its sockets, which are those of the whole
 * machine, and the pages that buffers of sockets have.
 * <pre>
 *   /proc/slabinfo       name  active  total  bytes of each ...     half-open: request_sock_TCP, TIME_WAIT: tw_sock_TCP
 *   /proc/net/sockstat   TCP: inuse 5 orphan 0 tw 0 alloc 7 mem 1   pages
 * </pre>
 */
final class KernelMemory
{
    private static final Set<String> SLABS =
        Set.of("TCP", "TCPv6", "request_sock_TCP", "request_sock_TCPv6", "tw_sock_TCP", "tw_sock_TCPv6");
    private static final String HALF_OPEN = "request_sock_TCP";
    private static final int PAGE_BYTES = 4_096;

    private KernelMemory()
    {
    }

    /**
     * @param slabinfo lines of the file.
     * @param sockstat lines of the file.
     * @return bytes.
     */
    static long bytes(final List<String> slabinfo, final List<String> sockstat)
    {
        long bytes = 0;
        for (final String line : slabinfo)
        {
            final String[] fields = line.split(" +");
            if (fields.length > 3 && SLABS.contains(fields[0]))
            {
                bytes += Long.parseLong(fields[2]) * Long.parseLong(fields[3]);
            }
        }
        return bytes + PAGE_BYTES * pages(sockstat);
    }

    /**
     * @param slabinfo lines of the file.
     * @return half-open connections that it has records for in use, of the whole machine; 0 if it has no such slab.
     */
    static long halfOpen(final List<String> slabinfo)
    {
        return slabinfo.stream().map(line -> line.split(" +"))
            .filter(fields -> fields.length > 3 && fields[0].startsWith(HALF_OPEN))
            .mapToLong(fields -> Long.parseLong(fields[1])).sum();
    }

    private static long pages(final List<String> sockstat)
    {
        for (final String line : sockstat)
        {
            final String[] fields = line.split(" +");
            for (int i = 1; fields[0].equals("TCP:") && i + 1 < fields.length; i += 2)
            {
                if (fields[i].equals("mem"))
                {
                    return Long.parseLong(fields[i + 1]);
                }
            }
        }
        return 0;
    }
}
