package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.*;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first reason for TIME_WAIT: a segment of an old connection that fits into the next one on the same 4-tuple.
 * <pre>
 *   old connection   ISN ........ data, sent faster than the ISN clock runs (250 kB/s) ........ FIN
 *                                        [ a copy stays in the network ]
 *   new connection                       ISN' ── the copy covers its first byte
 * </pre>
 * The copy is let go when the new connection is open and before its own data has come; a segment that is older than its
 * lifetime is gone by then.
 */
final class DelayedSegmentScenario
{
    private static final int OLD_BYTES = 6_000;
    private static final int NEW_BYTES = 3_000;
    private static final long NEAR_MS = 2;
    /** All retransmissions of a SYN. */
    private static final long PATIENCE_MS = 130_000;

    private DelayedSegmentScenario()
    {
    }

    static Scenario scenario()
    {
        return Scenario.ofPolicies("delayed-segment", "a segment of the old connection fits into the new one",
            "Why there is TIME_WAIT (RFC 9293 3.6.1). Copies of the old connection's data stay in the network; the " +
            "server has closed first and should wait; the client opens the same 4-tuple again. The old connection " +
            "has sent faster than the clock of ISNs runs, so one of the copies fits the new one's numbers: it comes " +
            "before the new data does. Without timestamps nothing tells old data from new; --set tcp_timestamps=1 " +
            "shows PAWS (RFC 7323 5) at work, --time-wait linux how a RST ends TIME_WAIT too early (RFC 1337), " +
            "--set tcp_rfc1337=1 the remedy.",
            List.of("tcp_timestamps=0", "tcp_rmem=1m"),
            "none",
            DelayedSegmentScenario::play).variants("tcp_timestamps=1", "tcp_rfc1337=1");
    }

    private static void play(final Simulation simulation)
    {
        simulation.networkDelay(NEAR_MS);
        simulation.showTimestamps();
        final ScenarioHost client = simulation.client("client", CLIENT);
        final ScenarioHost server = simulation.server("server", SERVER);
        simulation.listen(server, SERVER_PORT, new ApplicationBehaviour()
        {
            @Override
            public void onData(final ConnectionSide peer)
            {
                if (peer.received().length == OLD_BYTES)
                {
                    peer.close();
                }
            }
        });
        final Disturbance copies = simulation.copies(packet -> packet.hasData());
        final ScenarioConnection first = simulation.connect(
            client, CLIENT_PORT, server, SERVER_PORT, sendingLater("OLD-", OLD_BYTES, 0, simulation));
        simulation.until(first::isOver, PATIENCE_MS);
        copies.end();
        simulation.remark("The client opens the same 4-tuple again, at once.");
        final ScenarioConnection second = simulation.connect(client, CLIENT_PORT, server, SERVER_PORT,
            sendingLater("new.", NEW_BYTES, NEAR_MS + 1, simulation));
        simulation.until(() -> second.responder() != null || second.isOver(), PATIENCE_MS);
        if (second.responder() != null && !copies.kept.isEmpty())
        {
            letGo(simulation, copies, second);
        }
        simulation.pass(20 * NEAR_MS);
        if (second.isEstablished() && !second.isOver())
        {
            second.initiator().close();
        }
        simulation.pass(5_000);
    }

    private static void letGo(final Simulation simulation, final Disturbance copies, final ScenarioConnection second)
    {
        final int next = simulation.isn(second.initiator().tuple()) + 1;
        if (copies.kept.stream().noneMatch(flight -> flight.packet.covers(next)))
        {
            simulation.remark("No old segment covers the new connection's first byte; the last one comes all the same.");
            simulation.release(copies, copies.kept.get(copies.kept.size() - 1).packet);
        }
        else if (!simulation.release(copies, packetThatCovers(copies, next)))
        {
            simulation.remark("The old segment has outlived its 30 s: it is no longer in the network.");
        }
    }

    private static Packet packetThatCovers(final Disturbance copies, final int sequence)
    {
        return copies.kept.stream().map(flight -> flight.packet).filter(packet -> packet.covers(sequence))
            .findFirst().orElseThrow();
    }

    private static ApplicationBehaviour sendingLater(
        final String word, final int bytes, final long afterMs, final Simulation simulation)
    {
        return new ApplicationBehaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                final byte[] text = word.repeat(bytes / word.length()).getBytes(StandardCharsets.ISO_8859_1);
                simulation.after(afterMs, () -> peer.send(text));
            }
        };
    }
}
