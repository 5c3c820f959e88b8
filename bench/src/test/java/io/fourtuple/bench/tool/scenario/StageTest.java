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
class StageTest
{
    private static final String CLIENT = "198.18.0.1";
    private static final String SERVER = "198.19.0.1";

    private static ScenarioRun play(final Consumer<Stage> script)
    {
        return Scenario.plain("test", "a test", "", script).play(PlayOptions.of(PolicyChoice.labelled("rfc6191")));
    }

    private static TrackedConnection connect(final Stage stage, final Behaviour client, final Behaviour server)
    {
        final ScenarioHost left = stage.client("client", CLIENT);
        final ScenarioHost right = stage.server("server", SERVER);
        stage.listen(right, Stage.SERVER_PORT, server);
        return stage.connect(left, 40_000, right, Stage.SERVER_PORT, client);
    }

    @Test
    void shouldLoseOnlySoManyAndHaveThemSentAgain()
    {
        final ScenarioRun played = play(stage ->
        {
            final Disturbance lost = stage.lose(2, Packet::isOpen);
            connect(stage, Openings.saying("hello"), Behaviour.LISTENER);
            stage.pass(5_000);
            assertEquals(0, lost.kept.size());
        });
        assertEquals(new ScenarioOutcome(1, 0, 0), played.outcome());
        assertEquals(2, played.trace().events().stream()
            .filter(event -> event.kind() == Event.Kind.DEPARTURE && event.flight().fate == TracedSegment.Fate.LOST).count());
        assertTrue(played.slowestOpenMs() > 3_000, "SYN at 0, 1 and 3 s: slowestOpenMs=" + played.slowestOpenMs());
    }

    @Test
    void shouldDeliverInOrderWhatWasDelayed()
    {
        final ScenarioRun played = play(stage ->
        {
            stage.delay(100, Packet::hasData);
            final TrackedConnection talk = connect(stage, Openings.saying("first "), Behaviour.LISTENER);
            stage.pass(30);
            talk.initiator().send("second");
            stage.pass(2_000);
            assertArrayEquals("first second".getBytes(StandardCharsets.ISO_8859_1), talk.responder().received());
        });
        assertEquals(new ScenarioOutcome(1, 0, 0), played.outcome());
    }

    @Test
    void shouldForgetASegmentThatHasOutlivedItself()
    {
        play(stage ->
        {
            final Disturbance copies = stage.copy(Packet::isOpen);
            connect(stage, Behaviour.LISTENER, Behaviour.LISTENER);
            stage.pass(30_000);
            assertTrue(stage.release(copies, copies.kept.get(0).packet), "30 s old");
            stage.pass(1);
            assertFalse(stage.release(copies, copies.kept.get(0).packet), "older than 30 s");
        });
    }

    @Test
    void shouldCountAConnectionRefusedWhoseDataDidNotAllArrive()
    {
        final ScenarioRun played = play(stage ->
        {
            stage.lose(1, Packet::hasData);
            final TrackedConnection talk = connect(stage, Openings.saying("hello"), Behaviour.LISTENER);
            stage.until(talk::isEstablished, 1_000);
            talk.initiator().abort();
            stage.pass(100);
        });
        assertEquals(new ScenarioOutcome(0, 1, 0), played.outcome(), played.connections().toString());
    }

    @Test
    void shouldCountAConnectionCorruptedOnWhichOtherBytesArrive()
    {
        final ScenarioRun played = play(stage ->
        {
            final TrackedConnection talk = connect(stage, Openings.saying("hello"), Behaviour.LISTENER);
            stage.pass(200);
            assertEquals(new ScenarioOutcome(1, 0, 0), talk.outcome());
            talk.responder().data(new UnsafeBuffer(new byte[]{'x'}), 0, 1);
        });
        assertEquals(new ScenarioOutcome(0, 0, 1), played.outcome(), played.connections().toString());
        assertTrue(played.connections().get(0).contains("got \"hellox\", 1 bytes of it wrong"),
            played.connections().toString());
    }

    @Test
    void shouldActAtTheTimeThatWasSaid()
    {
        final List<Long> times = new ArrayList<>();
        play(stage ->
        {
            final TrackedConnection talk = connect(stage, Behaviour.LISTENER, Behaviour.LISTENER);
            stage.after(7, () -> times.add(talk.initiator().host().tcp().nowNs()));
            stage.after(3, () -> times.add(talk.initiator().host().tcp().nowNs()));
            stage.pass(10);
        });
        assertEquals(List.of(1_003_000_000L, 1_007_000_000L), times);
    }

    @Test
    void shouldEndWhenAnApplicationFails()
    {
        final FailedCodeException ex = assertThrows(FailedCodeException.class, () -> play(stage ->
        {
            connect(stage, new Behaviour()
            {
                @Override
                public void onEstablished(final ConnectionSide peer)
                {
                    throw new UnsupportedOperationException("on purpose");
                }
            }, Behaviour.LISTENER);
            stage.pass(100);
        }));
        assertEquals("on purpose", ex.getCause().getMessage());
    }

    @Test
    void shouldFindTheStatesThatNoApplicationKnows()
    {
        play(stage ->
        {
            final TrackedConnection talk = connect(stage, Openings.saying("x"), Behaviour.LISTENER);
            final ScenarioHost server = stage.hosts().get(1);
            final Tuple atServer = talk.initiator().tuple().reversed();
            assertEquals("LISTEN", server.state(atServer));
            stage.pass(Stage.DELAY_MS);
            assertEquals("SYN_RCVD", server.state(atServer));
            stage.pass(100);
            talk.responder().close();
            stage.pass(100);
            assertEquals("TIME_WAIT", server.state(atServer));
            stage.pass(60_000);
            assertEquals("LISTEN", server.state(atServer));
        });
    }
}
