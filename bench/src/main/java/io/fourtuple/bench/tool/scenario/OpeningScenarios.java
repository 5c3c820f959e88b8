package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

/** Scenarios of opening a connection. */
final class OpeningScenarios
{
    static final String CLIENT = "198.18.0.1";
    static final String SERVER = "198.19.0.1";
    static final int CLIENT_PORT = 40_000;

    private OpeningScenarios()
    {
    }

    static Scenario threeWay()
    {
        return Scenario.plain("three-way", "the three-way handshake, and the first data",
            "RFC 9293 figure 6. Each side tells its initial sequence number and has it acknowledged.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
                simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("hello"));
                simulation.pass(100);
            });
    }

    static Scenario simultaneousOpen()
    {
        return Scenario.plain("simultaneous-open", "both ends open at the same time: one connection, not two",
            "RFC 9293 figure 7. Nobody listens; each SYN finds the other end in SYN_SENT.",
            simulation ->
            {
                final ScenarioHost left = simulation.client("left", CLIENT);
                final ScenarioHost right = simulation.server("right", SERVER);
                simulation.connect(left, 5_000, right, 6_000, saying("left"));
                simulation.connect(right, 6_000, left, 5_000, saying("right"));
                simulation.pass(100);
            });
    }

    static Scenario oldDuplicateSyn()
    {
        return Scenario.plain("old-duplicate-syn", "a SYN of an earlier connection arrives before the new one",
            "RFC 9293 figure 8 (figure 9 of RFC 793). A copy of the first connection's SYN has stayed in the " +
            "network. That connection ends by RST, so no TIME_WAIT guards the 4-tuple. The server cannot tell the " +
            "old SYN from a new one; the client can, and its RST puts things right.",
            simulation ->
            {
                final ScenarioHost client = simulation.client("client", CLIENT);
                final ScenarioHost server = simulation.server("server", SERVER);
                simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
                final Disturbance oldSyn = simulation.copy(Packet::isOpen);
                final ScenarioConnection first =
                    simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("one"));
                simulation.pass(80);
                first.initiator().abort();
                simulation.pass(20);
                simulation.remark("The same 4-tuple again; the new SYN is slow, the old one comes before it.");
                simulation.delay(60, Packet::isOpen);
                simulation.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("two"));
                simulation.pass(5);
                simulation.release(oldSyn, oldSyn.kept.get(0).packet);
                simulation.pass(300);
            });
    }

    /** Sends one word as soon as it can. */
    static ApplicationBehaviour saying(final String word)
    {
        return new ApplicationBehaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                peer.send(word);
            }
        };
    }
}
