package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.OpeningScenarios.*;
import static io.fourtuple.bench.tool.scenario.Simulation.SERVER_PORT;

import java.util.List;

/** A busy client: each port that it has used waits in TIME_WAIT before it can be used again towards the same server. */
final class PortExhaustionScenario
{
    private static final int FIRST_PORT = 40_000;
    private static final int PORTS = 8;
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_MS = 100;

    private PortExhaustionScenario()
    {
    }

    static Scenario scenario()
    {
        return Scenario.ofPolicies("port-exhaustion", "a client with 8 ports opens and closes until none is free",
            "The client has " + PORTS + " ports in place of Linux's 28,232, and opens and closes " + ATTEMPTS +
            " connections to one server port, one each " + PAUSE_MS +
            " ms. It closes first, so each port is in TIME_WAIT then.",
            List.of("ip_local_port_range_min=" + FIRST_PORT, "ip_local_port_range_max=" + (FIRST_PORT + PORTS - 1)),
            PolicyChoice.DEFAULT,
            PortExhaustionScenario::play);
    }

    private static void play(final Simulation simulation)
    {
        simulation.showPorts();
        simulation.showTimestamps();
        final ScenarioHost client = simulation.client("client", CLIENT);
        final ScenarioHost server = simulation.server("server", SERVER);
        simulation.listen(server, SERVER_PORT, ApplicationBehaviour.LISTENER);
        boolean isExhausted = false;
        int later = 0;
        int reopened = 0;
        for (int i = 0; i < ATTEMPTS; i++)
        {
            final boolean isFirst = i == 0;
            if (!isFirst)
            {
                simulation.fold(
                    isExhausted ? "attempts go on each " + PAUSE_MS + " ms" : "the same again, from other ports");
            }
            final ScenarioConnection talk = simulation.connect(client, 0, server, SERVER_PORT, oneWord());
            if (talk.isRefusedAtOnce() && !isExhausted)
            {
                isExhausted = true;
                simulation.unfold();
                simulation.remark("Attempt " + (i + 1) + " of " + ATTEMPTS + ": " + talk.refusal() + ".");
            }
            else if (isExhausted)
            {
                later++;
                reopened += talk.isRefusedAtOnce() ? 0 : 1;
            }
            simulation.pass(PAUSE_MS);
        }
        simulation.unfold();
        simulation.remark(!isExhausted ? "There was always a free port." :
            "Of the " + later + " attempts after that, " + reopened + " got a port.");
    }

    private static ApplicationBehaviour oneWord()
    {
        return new ApplicationBehaviour()
        {
            @Override
            public void onEstablished(final ConnectionSide peer)
            {
                peer.send("word");
                peer.close();
            }
        };
    }
}
