package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.SERVER;
import static io.fourtuple.bench.tool.scenario.OpeningScenarios.saying;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

import java.util.List;

/** The reason that Linux removed {@code tcp_tw_recycle}: two clients behind one address, with two clocks. */
final class NatRecycleScenario
{
    private static final String SHARED = "198.18.0.7";
    private static final int ROUNDS = 3;
    private static final long PAUSE_MS = 1_000;
    private static final long PATIENCE_MS = 4_000;

    private NatRecycleScenario()
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
            NatRecycleScenario::play);
    }

    private static void play(final Simulation simulation)
    {
        simulation.showPorts();
        simulation.showTimestamps();
        final ScenarioHost alice = simulation.client("alice", SHARED, 41_000, 41_999);
        final ScenarioHost bob = simulation.client("bob", SHARED, 42_000, 42_999);
        final ScenarioHost server = simulation.server("server", SERVER);
        simulation.listen(server, SERVER_PORT, new ApplicationBehaviour()
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
                simulation.fold("both once more");
            }
            open(simulation, alice, 41_000 + round, server);
            open(simulation, bob, 42_000 + round, server);
        }
        simulation.unfold();
        simulation.pass(PATIENCE_MS);
    }

    private static void open(final Simulation simulation, final ScenarioHost client, final int port, final ScenarioHost server)
    {
        final ScenarioConnection talk = simulation.connect(client, port, server, SERVER_PORT, saying(client.name()));
        simulation.after(PATIENCE_MS, () ->
        {
            if (!talk.isEstablished() && !talk.isOver())
            {
                talk.initiator().abort();
            }
        });
        simulation.pass(PAUSE_MS);
    }
}
