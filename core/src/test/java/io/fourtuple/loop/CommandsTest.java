package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** Commands of other threads, and what becomes of them when the engine ends: nobody waits for ever. */
class CommandsTest
{
    private static final int ROUNDS = 50;
    private static final int THREADS = 3;

    private static void assertRejected(final CompletableFuture<?> future)
    {
        assertTrue(future.isDone());
        final CompletionException ex = assertThrows(CompletionException.class, () -> future.getNow(null));
        assertInstanceOf(RejectedExecutionException.class, ex.getCause());
    }

    @Test
    void shouldRefuseCommandsAfterTheEnd()
    {
        final EngineFixture fixture = EngineFixture.ipv4();
        fixture.engine.onClose();
        assertFalse(fixture.engine.commands().offer(tcp -> { }));
        assertRejected(fixture.engine.commands().submit(tcp -> 1));
    }

    @Test
    void shouldRejectCommandsThatWaitWhenTheEngineEnds()
    {
        final EngineFixture fixture = EngineFixture.ipv4();
        final int[] run = new int[1];
        final CompletableFuture<Integer> before = fixture.engine.commands().submit(tcp -> ++run[0]);
        fixture.engine.doWork();
        final CompletableFuture<Integer> waiting = fixture.engine.commands().submit(tcp -> ++run[0]);
        assertTrue(fixture.engine.commands().offer(tcp -> run[0]++));
        assertFalse(waiting.isDone());
        fixture.engine.onClose();
        assertEquals(1, before.getNow(0));
        assertRejected(waiting);
        assertEquals(1, run[0]);
        assertEquals(1, fixture.counter(Counter.COMMANDS_REFUSED));
        // Closed twice, as agents may be.
        fixture.engine.onClose();
        assertEquals(1, run[0]);
    }

    /** A loop of somebody's own need not close the engine once the engine has said that it is at its end. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "drained"})
    void shouldRejectCommandsOnceTheLoopIsToldToEnd(final String why)
    {
        final EngineFixture fixture = EngineFixture.ipv4();
        if (why.equals("link"))
        {
            fixture.link.down();
        }
        else
        {
            fixture.tcp.drain();
        }
        assertThrows(AgentTerminationException.class, fixture.engine::doWork);
        assertFalse(fixture.engine.commands().offer(tcp -> { }));
        assertRejected(fixture.engine.commands().submit(tcp -> 1));
    }

    /** The one that waits for a result goes on with it where it is told, and may ask for more there. */
    @Test
    void shouldRejectWhatIsSubmittedByThoseRejected()
    {
        final EngineFixture fixture = EngineFixture.ipv4();
        final List<CompletableFuture<Integer>> later = new ArrayList<>();
        fixture.engine.commands().submit(tcp -> 1)
            .whenComplete((result, ex) -> later.add(fixture.engine.commands().submit(tcp -> 2)));
        fixture.engine.onClose();
        assertEquals(1, later.size());
        assertRejected(later.get(0));
    }

    @Test
    void shouldSayThatTheQueueIsFull()
    {
        final EngineFixture fixture = EngineFixture.of(false,
            EngineFixture.smallSettings().with(Setting.COMMAND_QUEUE, 4));
        for (int i = 0; i < 4; i++)
        {
            assertTrue(fixture.engine.commands().offer(tcp -> { }));
        }
        assertFalse(fixture.engine.commands().offer(tcp -> { }));
        final CompletableFuture<Integer> future = fixture.engine.commands().submit(tcp -> 1);
        assertRejected(future);
        assertTrue(assertThrows(CompletionException.class, () -> future.getNow(0)).getMessage().contains("full"));
        assertEquals(2, fixture.counter(Counter.COMMANDS_REFUSED));
        fixture.engine.doWork();
        assertTrue(fixture.engine.commands().offer(tcp -> { }));
    }

    /** Threads that submit while the engine ends: each future is completed, whichever side of the end it fell on. */
    @Test
    void shouldCompleteEachFutureThatRacesWithTheEnd() throws Exception
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            final EngineFixture fixture = EngineFixture.ipv4();
            final CountDownLatch started = new CountDownLatch(THREADS);
            final AtomicBoolean isOver = new AtomicBoolean();
            final List<List<CompletableFuture<Integer>>> futures = new ArrayList<>();
            final List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++)
            {
                final List<CompletableFuture<Integer>> own = new ArrayList<>();
                futures.add(own);
                threads.add(new Thread(() ->
                {
                    started.countDown();
                    while (!isOver.get() && own.size() < 2_000)
                    {
                        own.add(fixture.engine.commands().submit(tcp -> 1));
                    }
                }));
            }
            threads.forEach(Thread::start);
            started.await();
            fixture.engine.doWork();
            fixture.engine.onClose();
            isOver.set(true);
            for (final Thread thread : threads)
            {
                thread.join();
            }
            for (final CompletableFuture<Integer> future : futures.stream().flatMap(List::stream).toList())
            {
                try
                {
                    assertEquals(1, future.get(0, TimeUnit.NANOSECONDS));
                }
                catch (final ExecutionException ex)
                {
                    assertInstanceOf(RejectedExecutionException.class, ex.getCause());
                }
            }
        }
    }
}
