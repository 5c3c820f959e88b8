package io.fourtuple.bench.measure.goodput;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.link.Link;
import io.fourtuple.tun.Errno;

/** Linux as an end of the flow, with the smallest application on a thread of its own. */
final class LinuxEnd implements FlowEnd
{
    private static final int BUFFER_BYTES = BulkPattern.PERIOD;
    private static final int EISCONN = 106;
    private static final int EALREADY = 114;
    private static final int EINPROGRESS = 115;

    private final LinuxHost host;
    private final Endpoint receiver;
    private final StreamSocket socket;
    private final BulkPattern pattern = new BulkPattern();
    private Thread thread;
    private volatile boolean isEnding;
    private volatile long received;
    private volatile String failure;

    /**
     * @param host       of the socket.
     * @param receiver   address and port of the flow's receiver.
     * @param congestion name of the congestion control.
     */
    LinuxEnd(final LinuxHost host, final Endpoint receiver, final String congestion)
    {
        this.host = host;
        this.receiver = receiver;
        host.drain();
        socket = host.call(() -> StreamSocket.create(congestion));
    }

    @Override
    public Link link()
    {
        return host.link();
    }

    @Override
    public void receive()
    {
        socket.listen(receiver.port());
        start(this::acceptAndRead);
    }

    @Override
    public void send()
    {
        start(this::connectAndWrite);
    }

    private void start(final Runnable application)
    {
        thread = Thread.ofPlatform().daemon().name("linux-end").start(() ->
        {
            try
            {
                application.run();
            }
            catch (final RuntimeException ex)
            {
                failure = ex.getMessage();
            }
        });
    }

    private void acceptAndRead()
    {
        StreamSocket accepted = null;
        while (accepted == null && !isEnding)
        {
            accepted = socket.accept();
        }
        if (accepted != null)
        {
            read(accepted);
            accepted.close();
        }
    }

    private void read(final StreamSocket accepted)
    {
        final MemorySegment segment = Arena.ofAuto().allocate(BUFFER_BYTES, 64);
        final UnsafeBuffer buffer = new UnsafeBuffer(segment.asByteBuffer());
        while (!isEnding)
        {
            final long count = accepted.read(segment.address(), BUFFER_BYTES);
            if (count > 0)
            {
                failure = pattern.matches(buffer, 0, (int)count, received) ? failure :
                    "Linux received wrong data after " + received + " bytes";
                received += count;
            }
            else if (count == 0 || !Errno.EAGAIN.is(count))
            {
                failure = "Linux's receiver: " + (count == 0 ? "end of data" : Errno.describe((int)-count));
                return;
            }
        }
    }

    private void connectAndWrite()
    {
        int result = socket.connect(receiver);
        while (!isEnding && (result == -EINPROGRESS || result == -EALREADY || Errno.EAGAIN.is(result)))
        {
            result = socket.connect(receiver);
        }
        if (result < 0 && result != -EISCONN && !isEnding)
        {
            failure = "Linux's connect: " + Errno.describe(-result);
            return;
        }
        for (long sent = 0; !isEnding; )
        {
            final long count = socket.write(pattern.address(sent), BUFFER_BYTES);
            if (count < 0 && !Errno.EAGAIN.is(count))
            {
                failure = "Linux's sender: " + Errno.describe((int)-count);
                return;
            }
            sent += Math.max(0, count);
        }
    }

    @Override
    public int work()
    {
        return 0;
    }

    @Override
    public long received()
    {
        return received;
    }

    @Override
    public String failure()
    {
        return failure;
    }

    @Override
    public void close()
    {
        isEnding = true;
        try
        {
            if (thread != null)
            {
                thread.join();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }
}
