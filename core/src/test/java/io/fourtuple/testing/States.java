package io.fourtuple.testing;

import java.util.List;

import io.fourtuple.app.TcpState;

/** Names the fixtures of {@link EngineFixture} by the state they reach. */
public final class States
{
    private States()
    {
    }

    /** A new fixture of each family. */
    public static List<EngineFixture> ofBothFamilies()
    {
        return List.of(EngineFixture.ipv4(), EngineFixture.ipv6());
    }

    /** Brings a new fixture's connection into a state. */
    public static EngineFixture reach(final EngineFixture fixture, final TcpState state)
    {
        return switch (state)
        {
            case CLOSED -> fixture;
            case LISTEN -> fixture.listen();
            case SYN_SENT -> fixture.synSent();
            case SYN_RCVD -> fixture.synRcvd();
            case ESTABLISHED -> fixture.established();
            case FIN_WAIT_1 -> fixture.finWait1();
            case FIN_WAIT_2 -> fixture.finWait2();
            case CLOSE_WAIT -> fixture.closeWait();
            case CLOSING -> fixture.closing();
            case LAST_ACK -> fixture.lastAck();
            case TIME_WAIT -> fixture.timeWait();
        };
    }
}
