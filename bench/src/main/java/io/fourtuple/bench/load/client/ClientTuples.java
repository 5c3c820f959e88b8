package io.fourtuple.bench.load.client;

/**
 * The clients' addresses and ports, numbered: neighbours differ in their address, so that a small part of the ports is
 * in use at a time.
 * <pre>
 *   number = (port - first port) * addresses + (address - first address)
 * </pre>
 */
final class ClientTuples
{
    /** The number of an address or port that is no client's. */
    static final long NONE = -1;

    private final long hi;
    private final long firstLo;
    private final long addresses;
    private final int firstPort;
    private final int ports;

    ClientTuples(final AddressRange sources, final PortRange sourcePorts)
    {
        hi = sources.hi();
        firstLo = sources.firstLo();
        addresses = sources.count();
        firstPort = sourcePorts.first();
        ports = sourcePorts.count();
    }

    /** How many there are. */
    long count()
    {
        return addresses * ports;
    }

    /** First 64 bits of every address. */
    long hi()
    {
        return hi;
    }

    /** Last 64 bits of a client's address, or the 32 of an IPv4 one. */
    long lo(final long number)
    {
        return firstLo + number % addresses;
    }

    int port(final long number)
    {
        return firstPort + (int)(number / addresses);
    }

    /** Whether an address is a client's, whatever the port. */
    boolean isClient(final long otherHi, final long lo)
    {
        return otherHi == hi && lo - firstLo >= 0 && lo - firstLo < addresses;
    }

    /**
     * @param lo   of an address that {@linkplain #isClient is a client's}.
     * @param port any.
     * @return its number, or {@link #NONE}.
     */
    long number(final long lo, final int port)
    {
        final int index = port - firstPort;
        return index < 0 || index >= ports ? NONE : index * addresses + (lo - firstLo);
    }
}
