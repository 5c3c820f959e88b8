package io.fourtuple.bench.tool.scenario;

import java.util.HashMap;
import java.util.Map;

import io.fourtuple.app.Endpoint;

/**
 * Counts sequence numbers from the last ISN of each direction of a connection, and timestamps from the first one
 * between two addresses, so that they can be read: an old segment has numbers that are negative, or that fit by chance.
 */
final class RelativeNumbers
{
    private static final int SHOWN_DATA = 12;

    private record Addresses(long fromHi, long fromLo, long toHi, long toLo)
    {
        static Addresses of(final Endpoint from, final Endpoint to)
        {
            return new Addresses(from.hi(), from.lo(), to.hi(), to.lo());
        }
    }

    private final Map<EndpointPair, Integer> sequences = new HashMap<>();
    private final Map<Addresses, Integer> timestamps = new HashMap<>();
    private boolean showsPorts;
    private boolean showsTimestamps;

    /** Whether the client's port is written before each segment: where there are several connections. */
    void showPorts(final boolean value)
    {
        showsPorts = value;
    }

    void showTimestamps(final boolean value)
    {
        showsTimestamps = value;
    }

    /** Takes note of a segment that is sent now: a SYN's number is its direction's new zero. */
    void sent(final Packet packet)
    {
        if (packet.isSyn())
        {
            sequences.put(packet.sentOn(), packet.seq());
        }
        if (packet.timestamps() != null)
        {
            timestamps.putIfAbsent(Addresses.of(packet.source(), packet.destination()), packet.tsVal());
        }
    }

    /** The last ISN of a direction that has sent a SYN. */
    int isn(final EndpointPair direction)
    {
        return sequences.get(direction);
    }

    /** Writes a segment down as the numbers stand now. */
    SegmentText text(final Packet packet, final int clientPort)
    {
        return new SegmentText(text(packet, clientPort, false), text(packet, clientPort, true));
    }

    private String text(final Packet packet, final int clientPort, final boolean isRaw)
    {
        final StringBuilder text = new StringBuilder();
        if (showsPorts)
        {
            text.append(':').append(clientPort).append(' ');
        }
        text.append(packet.flagNames()).append(" seq ").append(seq(packet.sentOn(), packet.seq(), isRaw));
        if (packet.isAck())
        {
            text.append(" ack ").append(seq(packet.receivedOn(), packet.ack(), isRaw));
        }
        if (packet.hasData())
        {
            final String data = Packet.text(packet.data());
            text.append(" len ").append(packet.data().length).append(" \"")
                .append(data.length() > SHOWN_DATA ? data.substring(0, SHOWN_DATA - 2) + ".." : data).append('"');
        }
        if (showsTimestamps && packet.timestamps() != null)
        {
            text.append(" TS ").append(timestamp(packet.source(), packet.destination(), packet.tsVal(), isRaw));
            if (packet.isAck())
            {
                text.append('/').append(timestamp(packet.destination(), packet.source(), packet.tsEcr(), isRaw));
            }
        }
        return text.toString();
    }

    private String seq(final EndpointPair direction, final int value, final boolean isRaw)
    {
        final Integer zero = sequences.get(direction);
        return isRaw || zero == null ? Integer.toUnsignedString(value) : Integer.toString(value - zero);
    }

    private String timestamp(final Endpoint from, final Endpoint to, final int value, final boolean isRaw)
    {
        final Integer zero = timestamps.get(Addresses.of(from, to));
        return isRaw || zero == null ? Integer.toUnsignedString(value) : Integer.toString(value - zero);
    }
}
