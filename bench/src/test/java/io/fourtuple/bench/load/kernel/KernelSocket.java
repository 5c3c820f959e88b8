package io.fourtuple.bench.load.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection of the kernel's, asked again and again by a test that runs the other end on the same thread. */
final class KernelSocket implements AutoCloseable
{
    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private String failure;
    private boolean ended;

    KernelSocket(final SocketChannel channel)
    {
        this.channel = channel;
    }

    /** Whether it is connected by now. */
    boolean isConnected()
    {
        try
        {
            return failure == null && channel.finishConnect();
        }
        catch (final IOException ex)
        {
            failure = ex.getMessage();
            return false;
        }
    }

    /** Why it failed; null if it did not. */
    String failure()
    {
        return failure;
    }

    int localPort()
    {
        try
        {
            return ((InetSocketAddress)channel.getLocalAddress()).getPort();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Writes a short text, for which a new connection has room. */
    void write(final String text)
    {
        final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        if (write(bytes) < text.length())
        {
            throw new AssertionError("no room for " + text.length() + " bytes");
        }
    }

    int write(final ByteBuffer bytes)
    {
        try
        {
            return channel.write(bytes);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Takes what has come by now, as far as there is room.
     *
     * @return how many bytes it was.
     */
    int read(final ByteBuffer into)
    {
        try
        {
            final int count = channel.read(into);
            ended = ended || count < 0;
            return Math.max(count, 0);
        }
        catch (final IOException ex)
        {
            failure = ex.getMessage();
            return 0;
        }
    }

    /** All that has come by now. */
    String received()
    {
        read();
        return received.toString();
    }

    /**
     * Takes what has come by now and throws it away.
     *
     * @return how many bytes it was.
     */
    int discard()
    {
        read();
        final int count = received.length();
        received.setLength(0);
        return count;
    }

    /** Whether the peer has closed. */
    boolean isAtEnd()
    {
        read();
        return ended;
    }

    private void read()
    {
        try
        {
            int count = channel.read(buffer.clear());
            while (count > 0)
            {
                received.append(US_ASCII.decode(buffer.flip()));
                count = channel.read(buffer.clear());
            }
            ended = ended || count < 0;
        }
        catch (final IOException ex)
        {
            failure = ex.getMessage();
        }
    }

    @Override
    public void close()
    {
        try
        {
            channel.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
