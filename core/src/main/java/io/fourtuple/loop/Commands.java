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
 * Commands of other threads for the loop. The loop runs them on its own thread, in order, within its next cycles. The queue is
 * JCTools' of fixed size (the variant without {@code sun.misc.Unsafe}, which JDK 25 warns of). When it is full the caller is
 * told; nothing waits and nothing grows.
 * <p>
 * When the engine ends, commands that still wait are not run, and none is taken any more. A thread that waits for a result is
 * told so.
 */
public final class Commands
{
    private final MpscAtomicArrayQueue<Consumer<Tcp>> queue;
    private final Counters counters;
    private volatile boolean isEnded;

    Commands(final int capacity, final Counters counters)
    {
        this.queue = new MpscAtomicArrayQueue<>(capacity);
        this.counters = counters;
    }

    /**
     * @param command to be run on the loop's thread.
     * @return false if the queue is full or the engine has ended; the command will not be run. A command that was taken is not
     * run if the engine ends first; only {@link #submit} tells of that.
     */
    public boolean offer(final Consumer<Tcp> command)
    {
        if (isEnded)
        {
            return false;
        }
        if (!queue.offer(command))
        {
            counters.incrementShared(Counter.COMMANDS_REFUSED);
            return false;
        }
        if (isEnded)
        {
            // The command may have been queued after end() dropped the others.
            dropAll();
        }
        return true;
    }

    /** @return whether the engine has ended: no command is taken any more, and commands that still waited are not run. */
    public boolean isEnded()
    {
        return isEnded;
    }

    /**
     * @param command to be run on the loop's thread.
     * @return its result, or its exception; {@link RejectedExecutionException} if the queue is full, or the engine has ended
     * or ends before the command is run.
     */
    public <T> CompletableFuture<T> submit(final Function<Tcp, T> command)
    {
        final Submission<T> submission = new Submission<>(command);
        if (!offer(submission))
        {
            submission.reject(isEnded ? "engine has ended" : "command queue is full: capacity=" + queue.capacity());
        }
        return submission.future;
    }

    int drain(final Tcp tcp, final int limit, final TcpMachine machine)
    {
        int count = 0;
        while (count < limit && !isEnded)
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

    /** The engine ends: from now on {@link #drain} takes nothing. Called by the loop's thread. */
    void end()
    {
        isEnded = true;
        dropAll();
    }

    /** The queue has one consumer: once the loop has ended, the thread that has the lock. */
    private synchronized void dropAll()
    {
        for (Consumer<Tcp> command = queue.poll(); command != null; command = queue.poll())
        {
            if (command instanceof Submission<?> submission)
            {
                submission.reject("engine has ended");
            }
            else
            {
                counters.incrementShared(Counter.COMMANDS_REFUSED);
            }
        }
    }

    /** A command whose caller waits for its result. */
    private static final class Submission<T> implements Consumer<Tcp>
    {
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private final Function<Tcp, T> command;

        Submission(final Function<Tcp, T> command)
        {
            this.command = command;
        }

        @Override
        public void accept(final Tcp tcp)
        {
            try
            {
                future.complete(command.apply(tcp));
            }
            catch (final Throwable ex)
            {
                future.completeExceptionally(ex);
            }
        }

        void reject(final String why)
        {
            future.completeExceptionally(new RejectedExecutionException(why));
        }
    }
}
