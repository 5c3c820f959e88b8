package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Openings.*;
import static io.fourtuple.bench.tool.scenario.Stage.SERVER_PORT;

/** What {@code SO_LINGER} makes of a close whose data is not yet acknowledged. */
final class Lingering
{
    private static final long PAUSE_MS = 3_000;

    private Lingering()
    {
    }

    static Scenario scenario()
    {
        return Scenario.plain("linger", "SO_LINGER off, 0 and 1 s, when data is lost on its way",
            "RFC 9293 3.10.4, 3.10.5. The client sends its last words and closes; they are lost, once or for longer. " +
            "Without lingering they are sent again, as long as it takes. 0 s drops them and resets the connection: " +
            "no TIME_WAIT. 1 s is how long they may take; if that is too short the connection is reset.",
            stage ->
            {
                stage.showPorts();
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, Behaviour.LISTENER);
                stage.remark("No lingering; the words are lost once.");
                close(stage, client, server, CLIENT_PORT, ConnectionSide.LINGER_OFF, 1);
                stage.remark("Lingering for 0 s: there is no waiting for words to be lost.");
                close(stage, client, server, CLIENT_PORT + 1, 0, 1);
                stage.remark("Lingering for 1 s; the words are lost once.");
                close(stage, client, server, CLIENT_PORT + 2, 1, 1);
                stage.remark("Lingering for 1 s; the words are lost each time.");
                close(stage, client, server, CLIENT_PORT + 3, 1, Integer.MAX_VALUE);
            });
    }

    private static void close(
        final Stage stage,
        final ScenarioHost client,
        final ScenarioHost server,
        final int port,
        final int lingerSeconds,
        final int losses)
    {
        final Disturbance lost = stage.lose(losses, Packet::hasData);
        stage.connect(client, port, server, SERVER_PORT, new Behaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                stage.after(20, () ->
                {
                    peer.send("farewell");
                    peer.close(lingerSeconds);
                });
            }
        });
        stage.pass(PAUSE_MS);
        lost.end();
    }
}
