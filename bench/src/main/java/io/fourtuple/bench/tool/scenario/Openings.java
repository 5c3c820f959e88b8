package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Stage.SERVER_PORT;

import java.util.List;

/** Scenarios of opening a connection. */
final class Openings
{
    static final String CLIENT = "198.18.0.1";
    static final String SERVER = "198.19.0.1";
    static final int CLIENT_PORT = 40_000;

    private Openings()
    {
    }

    static Scenario threeWay()
    {
        return Scenario.plain("three-way", "the three-way handshake, and the first data",
            "RFC 9293 figure 6. Each side tells its initial sequence number and has it acknowledged.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, Behaviour.LISTENER);
                stage.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("hello"));
                stage.pass(100);
            });
    }

    static Scenario simultaneousOpen()
    {
        return Scenario.plain("simultaneous-open", "both ends open at the same time: one connection, not two",
            "RFC 9293 figure 7. Nobody listens; each SYN finds the other end in SYN_SENT.",
            stage ->
            {
                final ScenarioHost left = stage.client("left", CLIENT);
                final ScenarioHost right = stage.server("right", SERVER);
                stage.connect(left, 5_000, right, 6_000, saying("left"));
                stage.connect(right, 6_000, left, 5_000, saying("right"));
                stage.pass(100);
            });
    }

    static Scenario oldDuplicateSyn()
    {
        return Scenario.plain("old-duplicate-syn", "a SYN of an earlier connection arrives before the new one",
            "RFC 9293 figure 8 (figure 9 of RFC 793). A copy of the first connection's SYN has stayed in the " +
            "network. That connection ends by RST, so no TIME_WAIT guards the 4-tuple. The server cannot tell the " +
            "old SYN from a new one; the client can, and its RST puts things right.",
            stage ->
            {
                final ScenarioHost client = stage.client("client", CLIENT);
                final ScenarioHost server = stage.server("server", SERVER);
                stage.listen(server, SERVER_PORT, Behaviour.LISTENER);
                final Disturbance oldSyn = stage.copy(Packet::isOpen);
                final TrackedConnection first =
                    stage.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("one"));
                stage.pass(80);
                first.initiator().abort();
                stage.pass(20);
                stage.remark("The same 4-tuple again; the new SYN is slow, the old one comes before it.");
                stage.delay(60, Packet::isOpen);
                stage.connect(client, CLIENT_PORT, server, SERVER_PORT, saying("two"));
                stage.pass(5);
                stage.release(oldSyn, oldSyn.kept.get(0).packet);
                stage.pass(300);
            });
    }

    /** Sends one word as soon as it can. */
    static Behaviour saying(final String word)
    {
        return new Behaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                peer.send(word);
            }
        };
    }
}
