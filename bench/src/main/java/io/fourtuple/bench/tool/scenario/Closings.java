package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Openings.*;
import static io.fourtuple.bench.tool.scenario.Stage.SERVER_PORT;

import java.util.List;

/** Scenarios of ending a connection. */
final class Closings
{
    /** A little more than TIME_WAIT usually takes. */
    private static final long WAIT_MS = 65_000;

    private Closings()
    {
    }

    static Scenario fourWay()
    {
        return Scenario.plain("four-way", "the four-way close, and 2*MSL of TIME_WAIT for who closed first",
            "RFC 9293 figure 12. Each direction is closed by a FIN of its own and has it acknowledged.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onData(final ConnectionSide peer)
                    {
                        peer.send("pong");
                    }

                    @Override
                    public void onPeerClosed(final ConnectionSide peer)
                    {
                        // It has something to finish first.
                        stage.after(30, peer::close);
                    }
                });
                stage.connect(client, CLIENT_PORT, server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onEstablished(final ConnectionSide peer)
                    {
                        peer.send("ping");
                    }

                    @Override
                    public void onData(final ConnectionSide peer)
                    {
                        peer.close();
                    }
                });
                stage.pass(WAIT_MS);
            });
    }

    static Scenario simultaneousClose()
    {
        return Scenario.plain("simultaneous-close", "both ends close at the same time: CLOSING, and TIME_WAIT on both",
            "RFC 9293 figure 13. Each FIN finds the other end in FIN_WAIT_1.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, Behaviour.LISTENER);
                final TrackedConnection talk = stage.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("hello"));
                stage.pass(100);
                talk.initiator().close();
                talk.responder().close();
                stage.pass(WAIT_MS);
            });
    }

    static Scenario halfClose()
    {
        return Scenario.plain("half-close", "one end has said all, and goes on listening",
            "RFC 9293 3.6. After its FIN the client waits in FIN_WAIT_2 and takes what the server still has to say.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onPeerClosed(final ConnectionSide peer)
                    {
                        stage.after(20, () -> peer.send("first answer"));
                        stage.after(60, () -> peer.send("last answer"));
                        stage.after(100, peer::close);
                    }
                });
                stage.connect(client, CLIENT_PORT, server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onEstablished(final ConnectionSide peer)
                    {
                        peer.send("question");
                        peer.shutdownOutput();
                    }
                });
                stage.pass(WAIT_MS);
            });
    }

    static Scenario reset()
    {
        return Scenario.plain("reset", "a closed port, and an application that gives up in the middle",
            "RFC 9293 3.5.2. A RST says that there is no such connection, or no longer. No TIME_WAIT follows.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.remark("Nobody listens on port 81.");
                stage.connect(client, CLIENT_PORT, server, 81, Behaviour.LISTENER);
                stage.pass(50);
                stage.remark("On port 80 somebody does, and aborts at the first data; more is under way by then.");
                stage.listen(server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onData(final ConnectionSide peer)
                    {
                        peer.abort();
                    }
                });
                stage.connect(client, CLIENT_PORT + 1, server, SERVER_PORT, new Behaviour()
                {
                    @Override
                    public void onEstablished(final ConnectionSide peer)
                    {
                        peer.send("first");
                        stage.after(5, () -> peer.send("second"));
                    }
                });
                stage.pass(200);
            });
    }
}
