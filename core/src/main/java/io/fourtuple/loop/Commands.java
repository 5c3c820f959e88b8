package io.fourtuple.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jctools.queues.atomic.MpscAtomicArrayQueue;

import io.fourtuple.app.Tcp;
import io.fourtuple.state.TcpMachine;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * The way in for other threads: what they hand over here, the loop runs on its own thread, in order, within its next
 * cycles. A JCTools queue of fixed size (the variant without {@code sun.misc.Unsafe}, which JDK 25 warns of): when it is
 * full the caller is told, nothing waits and nothing grows.
 */
public final class Commands
{
    private final MpscAtomicArrayQueue<Consumer<Tcp>> queue;
    private final Counters counters;

    Commands(final int capacity, final Counters counters)
    {
        this.queue = new MpscAtomicArrayQueue<>(capacity);
        this.counters = counters;
    }

    /**
     * @param command to be run on the loop's thread.
     * @return false if the queue is full; the command will not be run.
     */
    public boolean offer(final Consumer<Tcp> command)
    {
        if (queue.offer(command))
        {
            return true;
        }
        counters.incrementShared(Counter.COMMANDS_REFUSED);
        return false;
    }

    /**
     * @param command to be run on the loop's thread.
     * @return its result, or its exception; {@link RejectedExecutionException} if the queue is full.
     */
    public <T> CompletableFuture<T> submit(final Function<Tcp, T> command)
    {
        final CompletableFuture<T> future = new CompletableFuture<>();
        final boolean taken = offer(tcp ->
        {
            try
            {
                future.complete(command.apply(tcp));
            }
            catch (final Throwable ex)
            {
                future.completeExceptionally(ex);
            }
        });
        if (!taken)
        {
            future.completeExceptionally(new RejectedExecutionException("command queue is full: capacity=" + queue.capacity()));
        }
        return future;
    }

    int drain(final Tcp tcp, final int limit, final TcpMachine machine)
    {
        int count = 0;
        while (count < limit)
        {
            final Consumer<Tcp> command = queue.relaxedPoll();
            if (command == null)
            {
                break;
            }
            count++;
            try
            {
                command.accept(tcp);
            }
            catch (final Throwable ex)
            {
                machine.report(ex);
            }
        }
        return count;
    }
}
