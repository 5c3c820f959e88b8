package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.wire.IpDescriptor.*;

import org.agrona.DirectBuffer;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.NetworkBytes;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;

/** Tells what comes for a client from what the flood is answered with, and checks it, checksums and all. */
final class ServerFrames
{
    private static final long MASK = 0xFFFF_FFFFL;

    private final ClientTuples tuples;
    private final boolean ipv6;
    private final IpCheck ipCheck = new IpCheck(LocalAddresses.all());
    private final TcpCheck tcpCheck = new TcpCheck(new Counters());
    private final Segment segment = new Segment();

    ServerFrames(final ClientTuples tuples, final boolean ipv6)
    {
        this.tuples = tuples;
        this.ipv6 = ipv6;
    }

    /**
     * @param counts where a frame that is not a client's, or malformed, is counted.
     * @return the segment for a client, good until the next call; or null.
     */
    Segment check(final DirectBuffer buffer, final int offset, final int lengthBytes, final LoadCounts counts)
    {
        // The destination alone: answers to the flood are not worth more.
        if (!isForClient(buffer.addressOffset() + offset, lengthBytes))
        {
            counts.add(BACKSCATTER);
            return null;
        }
        if (ipCheck.check(buffer, offset, lengthBytes, segment) != null ||
            segment.protocol() == PROTOCOL_TCP && tcpCheck.check(segment) != null)
        {
            counts.add(WRONG_FRAMES);
            return null;
        }
        return segment.protocol() == PROTOCOL_TCP ? segment : null;
    }

    private boolean isForClient(final long ip, final int lengthBytes)
    {
        if (ipv6)
        {
            return lengthBytes >= IPV6_HEADER_LENGTH && tuples.isClient(
                NetworkBytes.getLong(ip + IPV6_DESTINATION_OFFSET),
                NetworkBytes.getLong(ip + IPV6_DESTINATION_OFFSET + 8));
        }
        return lengthBytes >= IPV4_HEADER_LENGTH &&
            tuples.isClient(0, NetworkBytes.getInt(ip + IPV4_DESTINATION_OFFSET) & MASK);
    }
}
