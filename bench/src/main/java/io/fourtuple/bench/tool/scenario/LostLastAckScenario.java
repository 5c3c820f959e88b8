package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.*;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

import java.util.List;

/** The second reason for TIME_WAIT: the peer may not know yet that the connection has ended. */
final class LostLastAckScenario
{
    private static final long SILENCE_MS = 1_800;

    private LostLastAckScenario()
    {
    }

    static Scenario scenario()
    {
        return Scenario.ofPolicies("lost-last-ack", "the last ACK is lost: LAST_ACK meets a new SYN",
            "RFC 9293 3.6.1. The client has closed first; its last ACK and everything else it sends for 1.8 s are " +
            "lost. The server is still in LAST_ACK and repeats its FIN when the client opens the same 4-tuple " +
            "again, if the policy lets it. The server answers the SYN as a segment of the old connection; the " +
            "client's RST ends that.",
            List.of(),
            "linux tcp_tw_reuse=1",
            LostLastAckScenario::play);
    }

    private static void play(final Simulation simulation)
    {
        simulation.showTimestamps();
        final ScenarioHost client = simulation.client("client", CLIENT);
        final ScenarioHost server = simulation.server("server", SERVER);
        simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
        final ScenarioConnection first = simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, new ApplicationBehaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                peer.send("one");
                peer.close();
            }
        });
        simulation.until(() -> first.responder() != null && first.responder().hasSeenEnd(), 1_000);
        final Disturbance silence = simulation.lose(Integer.MAX_VALUE, packet -> packet.source().port() == CLIENT_PORT);
        simulation.pass(SILENCE_MS);
        silence.end();
        simulation.remark("The network works again; the client's application wants the same 4-tuple once more.");
        simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("two"));
        simulation.pass(6_000);
    }
}
