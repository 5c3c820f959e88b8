package io.fourtuple.bench.tool.scenario;

import static io.fourtuple.bench.tool.scenario.Openings.*;
import static io.fourtuple.bench.tool.scenario.Stage.SERVER_PORT;

import java.util.List;

/** What a busy client runs into: each port it has used waits before it can be used again towards the same server. */
final class PortExhaustion
{
    private static final int FIRST_PORT = 40_000;
    private static final int PORTS = 8;
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_MS = 100;

    private PortExhaustion()
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
            PortExhaustion::play);
    }

    private static void play(final Stage stage)
    {
        stage.showPorts();
        stage.showTimestamps();
        final ScenarioHost client = stage.client("client", CLIENT);
        final ScenarioHost server = stage.server("server", SERVER);
        stage.listen(server, SERVER_PORT, Behaviour.LISTENER);
        boolean isExhausted = false;
        int later = 0;
        int reopened = 0;
        for (int i = 0; i < ATTEMPTS; i++)
        {
            final boolean isFirst = i == 0;
            if (!isFirst)
            {
                stage.fold(
                    isExhausted ? "attempts go on each " + PAUSE_MS + " ms" : "the same again, from other ports");
            }
            final TrackedConnection talk = stage.connect(client, 0, server, SERVER_PORT, oneWord());
            if (talk.isRefusedAtOnce() && !isExhausted)
            {
                isExhausted = true;
                stage.unfold();
                stage.remark("Attempt " + (i + 1) + " of " + ATTEMPTS + ": " + talk.refusal() + ".");
            }
            else if (isExhausted)
            {
                later++;
                reopened += talk.isRefusedAtOnce() ? 0 : 1;
            }
            stage.pass(PAUSE_MS);
        }
        stage.unfold();
        stage.remark(!isExhausted ? "There was always a free port." :
            "Of the " + later + " attempts after that, " + reopened + " got a port.");
    }

    private static Behaviour oneWord()
    {
        return new Behaviour()
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
