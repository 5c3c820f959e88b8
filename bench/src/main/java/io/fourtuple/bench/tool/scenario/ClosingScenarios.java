package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.*;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

/** Scenarios of ending a connection. */
final class ClosingScenarios
{
    /** A little more than TIME_WAIT usually takes. */
    private static final long WAIT_MS = 65_000;

    private ClosingScenarios()
    {
    }

    static Scenario fourWay()
    {
        return Scenario.plain("four-way", "the four-way close, and 2*MSL of TIME_WAIT for the end that closed first",
            "RFC 9293 figure 12. Each direction is closed by a FIN of its own and has it acknowledged.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, new ApplicationBehaviour()
                {
                    @Override
                    public void onData(final ConnectionSide peer)
                    {
                        peer.send("pong");
                    }

                    @Override
                    public void onPeerClosed(final ConnectionSide peer)
                    {
                        // The server finishes its own work first.
                        simulation.after(30, peer::close);
                    }
                });
                simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, new ApplicationBehaviour()
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
                simulation.pass(WAIT_MS);
            });
    }

    static Scenario simultaneousClose()
    {
        return Scenario.plain("simultaneous-close", "both ends close at the same time: CLOSING, and TIME_WAIT on both",
            "RFC 9293 figure 13. Each FIN finds the other end in FIN_WAIT_1.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
                final ScenarioConnection talk = simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("hello"));
                simulation.pass(100);
                talk.initiator().close();
                talk.responder().close();
                simulation.pass(WAIT_MS);
            });
    }

    static Scenario halfClose()
    {
        return Scenario.plain("half-close", "one end has said all, and goes on listening",
            "RFC 9293 3.6. After its FIN the client waits in FIN_WAIT_2 and takes the server's last data.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, new ApplicationBehaviour()
                {
                    @Override
                    public void onPeerClosed(final ConnectionSide peer)
                    {
                        simulation.after(20, () -> peer.send("first answer"));
                        simulation.after(60, () -> peer.send("last answer"));
                        simulation.after(100, peer::close);
                    }
                });
                simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, new ApplicationBehaviour()
                {
                    @Override
                    public void onEstablished(final ConnectionSide peer)
                    {
                        peer.send("question");
                        peer.shutdownOutput();
                    }
                });
                simulation.pass(WAIT_MS);
            });
    }

    static Scenario reset()
    {
        return Scenario.plain("reset", "a closed port, and an application that gives up in the middle",
            "RFC 9293 3.5.2. A RST says that there is no such connection, or no longer. No TIME_WAIT follows.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.remark("Nobody listens on port 81.");
                simulation.connect(client, CLIENT_PORT, server, 81, ApplicationBehaviour.LISTENER);
                simulation.pass(50);
                simulation.remark("The server on port 80 aborts at the first data; more is under way by then.");
                simulation.listen(server, SERVER_PORT, new ApplicationBehaviour()
                {
                    @Override
                    public void onData(final ConnectionSide peer)
                    {
                        peer.abort();
                    }
                });
                simulation.connect(client, CLIENT_PORT + 1, server, SERVER_PORT, new ApplicationBehaviour()
                {
                    @Override
                    public void onEstablished(final ConnectionSide peer)
                    {
                        peer.send("first");
                        simulation.after(5, () -> peer.send("second"));
                    }
                });
                simulation.pass(200);
            });
    }
}
