package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.*;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

/** {@code SO_LINGER} and a close whose data is not yet acknowledged. */
final class LingerScenario
{
    private static final long PAUSE_MS = 3_000;

    private LingerScenario()
    {
    }

    static Scenario scenario()
    {
        return Scenario.plain("linger", "SO_LINGER off, 0 and 1 s, when data is lost on its way",
            "RFC 9293 3.10.4, 3.10.5. The client sends its last words and closes; they are lost, once or for longer. " +
            "Without lingering they are sent again, as long as it takes. 0 s drops them and resets the connection: " +
            "no TIME_WAIT. 1 s is how long they may take; if that is too short the connection is reset.",
            simulation ->
            {
                simulation.showPorts();
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
                simulation.remark("No lingering; the words are lost once.");
                close(simulation, client, server, CLIENT_PORT, ConnectionSide.LINGER_OFF, 1);
                simulation.remark("LingerScenario for 0 s: there is no waiting for words to be lost.");
                close(simulation, client, server, CLIENT_PORT + 1, 0, 1);
                simulation.remark("LingerScenario for 1 s; the words are lost once.");
                close(simulation, client, server, CLIENT_PORT + 2, 1, 1);
                simulation.remark("LingerScenario for 1 s; the words are lost each time.");
                close(simulation, client, server, CLIENT_PORT + 3, 1, Integer.MAX_VALUE);
            });
    }

    private static void close(
        final Simulation simulation,
        final ScenarioHost client,
        final ScenarioHost server,
        final int port,
        final int lingerSeconds,
        final int losses)
    {
        final Disturbance lost = simulation.lose(losses, Packet::hasData);
        simulation.connect(client, port, server, SERVER_PORT, new ApplicationBehaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                simulation.after(20, () ->
                {
                    peer.send("farewell");
                    peer.close(lingerSeconds);
                });
            }
        });
        simulation.pass(PAUSE_MS);
        lost.end();
    }
}
