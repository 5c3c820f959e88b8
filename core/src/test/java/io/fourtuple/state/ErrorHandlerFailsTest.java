package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.TestLink;

/** A handler that throws, and an error handler that throws when it is told. */
class ErrorHandlerFailsTest
{
    private final TestLink link = new TestLink(1_500);
    private final Counters counters = new Counters();

    private Engine engine(final Telemetry telemetry, final Supplier<Error> thrown)
    {
        return new Engine(new EngineConfig(link)
            .settings(EngineFixture.smallSettings())
            .telemetry(telemetry)
            .errorHandler(ex ->
            {
                throw thrown.get();
            }));
    }

    private static Supplier<Error> error(final String kind)
    {
        return switch (kind)
        {
            case "stack" -> StackOverflowError::new;
            case "memory" -> () -> new OutOfMemoryError("none");
            default -> () -> new AssertionError("told");
        };
    }

    @Test
    void shouldAbortTheConnectionAllTheSame()
    {
        final Engine engine = new Engine(new EngineConfig(link)
            .settings(EngineFixture.smallSettings())
            .counters(counters)
            .errorHandler(ex ->
            {
                throw new IllegalStateException("told of " + ex);
            }));
        engine.tcp().listen(Endpoint.any(80), (tcp, connection, buffer, offset, length) ->
        {
            throw new IllegalArgumentException("handler");
        });
        link.put(Frames.segment("S").seq(100).bytes());
        engine.doWork();
        final SentSegment synAck = SentSegment.of(link.take());
        link.put(Frames.segment("P.").seq(101).ack(synAck.seq() + 1).payload(5).bytes());
        engine.doWork();
        assertEquals("R.", SentSegment.of(link.take()).flags());
        assertEquals(2, counters.get(Counter.HANDLER_ERRORS));
        assertEquals(0, counters.get(Counter.CURR_OPEN));
        assertEquals(TcpState.CLOSED, engine.tcp().state(1));
    }

    /** Errors of every kind, from each call of an application's: the connection ends, and its record comes back. */
    @ParameterizedTest
    @ValueSource(strings = {"stack", "memory", "assertion"})
    void shouldGiveEachRecordBackWhateverIsThrown(final String kind)
    {
        final Supplier<Error> thrown = error(kind);
        final Engine engine = engine(Telemetry.inMemory(counters), thrown);
        final List<CloseReason> ends = new ArrayList<>();
        final ConnectionHandler handler = new ConnectionHandler()
        {
            @Override
            public void onData(
                final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
            {
                throw thrown.get();
            }

            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                ends.add(reason);
                throw thrown.get();
            }
        };
        engine.tcp().listen(Endpoint.any(80), handler);
        // More than there are records.
        for (int i = 0; i < 200; i++)
        {
            final Endpoint peer = Endpoint.of("198.18.0.9", 10_000 + i);
            link.put(Frames.segment("S").from(peer).seq(100).bytes());
            engine.doWork();
            final SentSegment synAck = SentSegment.of(link.take());
            link.put(Frames.segment("P.").from(peer).seq(101).ack(synAck.seq() + 1).payload(5).bytes());
            engine.doWork();
            assertEquals("R.", SentSegment.of(link.take()).flags());
            assertEquals(i + 1, ends.size());
            assertEquals(CloseReason.HANDLER_FAILED, ends.get(i));
        }
        assertEquals(0, counters.get(Counter.CURR_OPEN));
        assertEquals(0, counters.get(Counter.CURR_ESTABLISHED));
        // What the handler threw in onData and in onClosed, and each time what the error handler threw.
        assertEquals(4 * 200, counters.get(Counter.HANDLER_ERRORS));
    }

    /** One command fails: those behind it are run in the same cycle, and so is all else that a cycle does. */
    @ParameterizedTest
    @ValueSource(strings = {"stack", "memory", "assertion"})
    void shouldRunTheWholeCycleWhenACommandFails(final String kind)
    {
        final Supplier<Error> thrown = error(kind);
        final Engine engine = engine(Telemetry.inMemory(counters), thrown);
        final int[] run = new int[1];
        engine.tcp().listen(Endpoint.any(80), (tcp, connection, buffer, offset, length) -> run[0]++);
        for (int i = 0; i < 3; i++)
        {
            assertTrue(engine.commands().offer(tcp ->
            {
                run[0]++;
                throw thrown.get();
            }));
        }
        link.put(Frames.segment("S").seq(100).bytes());
        engine.doWork();
        assertEquals(3, run[0]);
        assertEquals("S.", SentSegment.of(link.take()).flags());
        assertEquals(6, counters.get(Counter.HANDLER_ERRORS));
    }

    /** Both are in the error log: what the handler threw, and, once, what the error handler threw when it was told. */
    @Test
    void shouldNoteWhatTheErrorHandlerThrows(@TempDir final Path folder)
    {
        final Telemetry telemetry = Telemetry.create(folder, "engine");
        final Engine engine = engine(telemetry, () -> new AssertionError("told"));
        for (int i = 0; i < 5; i++)
        {
            engine.commands().offer(tcp ->
            {
                throw new IllegalArgumentException("command");
            });
        }
        engine.doWork();
        final List<String> noted = new ArrayList<>();
        final TelemetryFile file = TelemetryFile.open(telemetry.path());
        file.errors((count, first, last, text) -> noted.add(count + " " + text.lines().findFirst().orElseThrow()));
        assertEquals(List.of("5 java.lang.IllegalArgumentException: command", "5 java.lang.AssertionError: told"), noted);
        engine.onClose();
    }
}
