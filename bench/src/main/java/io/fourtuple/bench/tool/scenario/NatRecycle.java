package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Openings.SERVER;
import static io.fourtuple.bench.tool.scenario.Openings.saying;
import static io.fourtuple.bench.tool.scenario.Stage.SERVER_PORT;

import java.util.List;

/** Why {@code tcp_tw_recycle} is gone: two clients behind one address, with two clocks. */
final class NatRecycle
{
    private static final String SHARED = "198.18.0.7";
    private static final int ROUNDS = 3;
    private static final long PAUSE_MS = 1_000;
    private static final long PATIENCE_MS = 4_000;

    private NatRecycle()
    {
    }

    static Scenario scenario()
    {
        return Scenario.ofPolicies("nat-recycle", "tcp_tw_recycle takes two clients behind one address for one",
            "Alice and Bob are behind one address; their timestamps (TS) run from different offsets. The server " +
            "closes first. linux-recycle remembers the last timestamp of each address for 60 s and drops SYNs that " +
            "are older. An application gives up after 4 s.",
            List.of(),
            "linux-recycle",
            NatRecycle::play);
    }

    private static void play(final Stage stage)
    {
        stage.showPorts();
        stage.showTimestamps();
        final ScenarioHost alice = stage.client("alice", SHARED, 41_000, 41_999);
        final ScenarioHost bob = stage.client("bob", SHARED, 42_000, 42_999);
        final ScenarioHost server = stage.server("server", SERVER);
        stage.listen(server, SERVER_PORT, new Behaviour()
        {
            @Override
            public void onData(final ConnectionSide peer)
            {
                peer.send("hi");
                peer.close();
            }
        });
        for (int round = 0; round < ROUNDS; round++)
        {
            if (round == ROUNDS - 1)
            {
                stage.fold("both once more");
            }
            open(stage, alice, 41_000 + round, server);
            open(stage, bob, 42_000 + round, server);
        }
        stage.unfold();
        stage.pass(PATIENCE_MS);
    }

    private static void open(final Stage stage, final ScenarioHost client, final int port, final ScenarioHost server)
    {
        final TrackedConnection talk = stage.connect(client, port, server, SERVER_PORT, saying(client.name()));
        stage.after(PATIENCE_MS, () ->
        {
            if (!talk.isEstablished() && !talk.isOver())
            {
                talk.initiator().abort();
            }
        });
        stage.pass(PAUSE_MS);
    }
}
