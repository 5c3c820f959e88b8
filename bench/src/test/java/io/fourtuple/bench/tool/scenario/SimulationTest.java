package io.fourtuple.bench.tool.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The network and the accounts, apart from any scenario that is shipped. */
class SimulationTest
{
    private static final String CLIENT = "198.18.0.1";
    private static final String SERVER = "198.19.0.1";

    private static ScenarioRun play(final Consumer<Simulation> script)
    {
        return Scenario.plain("test", "a test", "", script).play(ScenarioOptions.of(PolicyChoice.labelled("rfc6191")));
    }

    private static ScenarioConnection connect(
        final Simulation simulation, final ApplicationBehaviour client, final ApplicationBehaviour server)
    {
        final ScenarioHost left = simulation.client("client", CLIENT);
        final ScenarioHost right = simulation.server("server", SERVER);
        simulation.listen(right, Simulation.SERVER_PORT, server);
        return simulation.connect(left, 40_000, right, Simulation.SERVER_PORT, client);
    }

    @Test
    void shouldLoseTheGivenNumberAndSeeThemSentAgain()
    {
        final ScenarioRun played = play(simulation ->
        {
            final Disturbance lost = simulation.lose(2, Packet::isOpen);
            connect(simulation, OpeningScenarios.saying("hello"), ApplicationBehaviour.LISTENER);
            simulation.pass(5_000);
            assertEquals(0, lost.kept.size());
        });
        assertEquals(new ScenarioOutcome(1, 0, 0), played.outcome());
        assertEquals(2, played.trace().events().stream()
            .filter(event -> event.kind() == TraceEvent.Kind.DEPARTURE && event.flight().fate == TracedSegment.Fate.LOST).count());
        assertTrue(played.slowestOpenMs() > 3_000, "SYN at 0, 1 and 3 s: slowestOpenMs=" + played.slowestOpenMs());
    }

    @Test
    void shouldDeliverInOrderWhatWasDelayed()
    {
        final ScenarioRun played = play(simulation ->
        {
            simulation.delay(100, Packet::hasData);
            final ScenarioConnection talk = connect(simulation, OpeningScenarios.saying("first "), ApplicationBehaviour.LISTENER);
            simulation.pass(30);
            talk.initiator().send("second");
            simulation.pass(2_000);
            assertArrayEquals("first second".getBytes(StandardCharsets.ISO_8859_1), talk.responder().received());
        });
        assertEquals(new ScenarioOutcome(1, 0, 0), played.outcome());
    }

    @Test
    void shouldDropACopyOlderThanTheMsl()
    {
        play(simulation ->
        {
            final Disturbance copies = simulation.copy(Packet::isOpen);
            connect(simulation, ApplicationBehaviour.LISTENER, ApplicationBehaviour.LISTENER);
            simulation.pass(30_000);
            assertTrue(simulation.release(copies, copies.kept.get(0).packet), "30 s old");
            simulation.pass(1);
            assertFalse(simulation.release(copies, copies.kept.get(0).packet), "older than 30 s");
        });
    }

    @Test
    void shouldCountAConnectionRefusedWhoseDataDidNotAllArrive()
    {
        final ScenarioRun played = play(simulation ->
        {
            simulation.lose(1, Packet::hasData);
            final ScenarioConnection talk = connect(simulation, OpeningScenarios.saying("hello"), ApplicationBehaviour.LISTENER);
            simulation.until(talk::isEstablished, 1_000);
            talk.initiator().abort();
            simulation.pass(100);
        });
        assertEquals(new ScenarioOutcome(0, 1, 0), played.outcome(), played.connections().toString());
    }

    @Test
    void shouldCountAConnectionCorruptedOnWhichOtherBytesArrive()
    {
        final ScenarioRun played = play(simulation ->
        {
            final ScenarioConnection talk = connect(simulation, OpeningScenarios.saying("hello"), ApplicationBehaviour.LISTENER);
            simulation.pass(200);
            assertEquals(new ScenarioOutcome(1, 0, 0), talk.outcome());
            talk.responder().data(new UnsafeBuffer(new byte[]{'x'}), 0, 1);
        });
        assertEquals(new ScenarioOutcome(0, 0, 1), played.outcome(), played.connections().toString());
        assertTrue(played.connections().get(0).contains("got \"hellox\", 1 bytes of it wrong"),
            played.connections().toString());
    }

    @Test
    void shouldRunActionsAtTheirTimes()
    {
        final List<Long> times = new ArrayList<>();
        play(simulation ->
        {
            final ScenarioConnection talk = connect(simulation, ApplicationBehaviour.LISTENER, ApplicationBehaviour.LISTENER);
            simulation.after(7, () -> times.add(talk.initiator().host().tcp().nowNs()));
            simulation.after(3, () -> times.add(talk.initiator().host().tcp().nowNs()));
            simulation.pass(10);
        });
        assertEquals(List.of(1_003_000_000L, 1_007_000_000L), times);
    }

    @Test
    void shouldEndWhenAnApplicationFails()
    {
        final FailedCodeException ex = assertThrows(FailedCodeException.class, () -> play(simulation ->
        {
            connect(simulation, new ApplicationBehaviour()
            {
                @Override
                public void onEstablished(final ConnectionSide peer)
                {
                    throw new UnsupportedOperationException("on purpose");
                }
            }, ApplicationBehaviour.LISTENER);
            simulation.pass(100);
        }));
        assertEquals("on purpose", ex.getCause().getMessage());
    }

    @Test
    void shouldFindTheStatesThatNoApplicationKnows()
    {
        play(simulation ->
        {
            final ScenarioConnection talk = connect(simulation, OpeningScenarios.saying("x"), ApplicationBehaviour.LISTENER);
            final ScenarioHost server = simulation.hosts().get(1);
            final EndpointPair atServer = talk.initiator().tuple().reversed();
            assertEquals("LISTEN", server.state(atServer));
            simulation.pass(Simulation.DELAY_MS);
            assertEquals("SYN_RCVD", server.state(atServer));
            simulation.pass(100);
            talk.responder().close();
            simulation.pass(100);
            assertEquals("TIME_WAIT", server.state(atServer));
            simulation.pass(60_000);
            assertEquals("LISTEN", server.state(atServer));
        });
    }
}
