package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.Allocated;
import io.fourtuple.wire.Segment;

/**
 * What every defence keeps to, the supplied ones and a user's own. A defence's test extends this, names the defence,
 * and adds a test for each row of its table.
 */
abstract class SynDefenceContract
{
    private static final int[] LENGTHS = {0, 1, 191, 192, 193, 255, 256, 257, 767, 768, 769, 1_023, 1_024, 1_025};
    private static final int[] LIMITS = {1, 256, 1_024, 65_536};

    final Segment syn = new Segment();
    final FakeBacklog queue = new FakeBacklog();
    final SynDefence defence = defence();
    private long nowNs;

    /** As {@link SynDefences#of(String, Settings, java.util.function.LongSupplier)} takes it. */
    abstract String name();

    Settings settings()
    {
        return Settings.defaults();
    }

    final SynDefence defence()
    {
        return SynDefences.of(name(), settings(), new SplittableRandom(1)::nextLong);
    }

    /** The defence's answer to the SYN of a peer that never was here, a millisecond after the one before. */
    final SynAction onSyn()
    {
        nowNs += 1_000_000;
        return defence.onSyn(Peers.ipv4(1), syn, queue, nowNs);
    }

    @Test
    void shouldNeverQueueWhenThereIsNoRoom()
    {
        forEachQueue(queue ->
        {
            final SynAction action = onSyn();
            assertNotNull(action, queue::toString);
            if (queue.isFull())
            {
                assertNotEquals(SynAction.QUEUE, action, queue::toString);
            }
        });
    }

    @Test
    void shouldDropWhatCouldNotBeAccepted()
    {
        forEachQueue(queue ->
        {
            if (queue.isAcceptQueueFull())
            {
                final SynAction action = onSyn();
                assertTrue(action == SynAction.DROP_ACCEPT_QUEUE_FULL || action == SynAction.DROP_QUEUE_FULL,
                    () -> action + ": " + queue);
            }
            else
            {
                assertNotEquals(SynAction.DROP_ACCEPT_QUEUE_FULL, onSyn(), queue::toString);
            }
        });
    }

    @Test
    void shouldTakeTheFirstSynOfAnyone()
    {
        queue.length(0);
        for (final FourTuple tuple : new FourTuple[]{Peers.ipv4(1), Peers.ipv6(1, 1)})
        {
            final SynAction action = defence.onSyn(tuple, syn, queue, 0);
            assertTrue(action == SynAction.QUEUE || action == SynAction.COOKIE, action.toString());
        }
    }

    @Test
    void shouldHaveCookiesIfItAnswersByCookie()
    {
        final SynCookies cookies = defence.cookies();
        assertSame(cookies, defence.cookies());
        forEachQueue(queue -> assertTrue(cookies != null || onSyn() != SynAction.COOKIE, queue::toString));
    }

    /** One listener's state says nothing about another's: the answer depends on the queue it is asked with. */
    @Test
    void shouldKeepNothingOfTheQueue()
    {
        final SynAction empty = onSyn();
        forEachQueue(queue -> onSyn());
        queue.length(0).limit(256).recordLimit(1_024).acceptQueueFull(false);
        assertEquals(empty, onSyn());
    }

    @Test
    void shouldNotRetryMoreThanConfiguredNorGiveUpTooEarly()
    {
        forEachQueue(queue ->
        {
            for (int young = 0; young <= queue.length(); young = young * 2 + 1)
            {
                queue.young(young);
                for (int configured = 0; configured <= 15; configured++)
                {
                    final int retries = defence.synAckRetries(configured, queue);
                    assertTrue(retries <= configured && retries >= Math.min(2, configured),
                        () -> "retries=" + retries + " " + queue);
                }
            }
        });
    }

    @Test
    void shouldNotChangeWhatItIsGiven()
    {
        for (final FourTuple tuple : new FourTuple[]{Peers.ipv4(1), Peers.ipv6(1, 1)})
        {
            final String before = tuple.toString();
            defence.onSyn(tuple, syn, queue, 0);
            defence.onEstablished(tuple, 0);
            assertEquals(before, tuple.toString());
        }
    }

    @Test
    void shouldNotAllocate()
    {
        final FourTuple ipv4 = Peers.ipv4(1);
        final FourTuple ipv6 = Peers.ipv6(1, 1);
        queue.length(900).limit(1_024);
        final long bytes = Allocated.by(() ->
        {
            for (int i = 0; i < 10_000; i++)
            {
                defence.onSyn(ipv4, syn, queue, i * 1_000_000L);
                defence.onSyn(ipv6, syn, queue, i * 1_000_000L);
                defence.onEstablished(ipv4, i * 1_000_000L);
                defence.synAckRetries(5, queue);
            }
        });
        assertTrue(bytes < 10_000, "bytes for 20,000 SYNs: " + bytes);
    }

    /** Every length around every limit, with and without the accept queue full. */
    final void forEachQueue(final Consumer<FakeBacklog> check)
    {
        for (final int length : LENGTHS)
        {
            for (final int records : new int[]{length, length + 200, 2_000})
            {
                for (final int limit : LIMITS)
                {
                    queue.length(length).records(records).limit(limit);
                    check.accept(queue.acceptQueueFull(false));
                    check.accept(queue.acceptQueueFull(true));
                }
            }
        }
    }

    /** The row of the defence's table for a queue, whichever the peer is. */
    final void expect(
        final SynAction full, final SynAction acceptQueueFull, final SynAction both, final SynAction neither)
    {
        forEachQueue(queue ->
        {
            final SynAction expected = queue.isAcceptQueueFull() ?
                queue.isFull() ? both : acceptQueueFull : queue.isFull() ? full : neither;
            assertEquals(expected, onSyn(), queue::toString);
        });
    }
}
