package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.bench.tool.app.ChargenHandler;
import io.fourtuple.bench.tool.app.EchoHandler;
import io.fourtuple.bench.tool.session.PipeHandler;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;

class PipeHandlerTest
{
    private static final long SEED = 7;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(120);

    private final RingLink[] ends = RingLink.pair(1 << 18, 1_500);
    private final Engine client = new Engine(new EngineConfig(ends[0])
        .localAddresses(new LocalAddresses().add("198.18.0.1")));
    private final Engine server = new Engine(new EngineConfig(ends[1])
        .localAddresses(new LocalAddresses().add("198.18.0.2")));

    @AfterEach
    void close()
    {
        client.onClose();
        server.onClose();
    }

    private PipeHandler connect(final int port, final InputStream input, final OutputStream output)
    {
        server.tcp().listen(Endpoint.any(7), new EchoHandler());
        server.tcp().listen(Endpoint.any(19), new ChargenHandler());
        final PipeHandler pipe = new PipeHandler(client.commands(), input, output);
        client.tcp().connect(FourTuple.to(Endpoint.of("198.18.0.2", port)), pipe, 0);
        final long startNs = System.nanoTime();
        while (!pipe.closed().isDone() || !pipe.written().isDone())
        {
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "no end: closed=" + pipe.closed());
            if (client.doWork() + server.doWork() == 0)
            {
                Thread.yield();
            }
        }
        return pipe;
    }

    @Test
    void shouldCarryEverythingBothWaysAndShutItsOutputAtTheEnd()
    {
        final byte[] data = new byte[5_000_000];
        new Random(SEED).nextBytes(data);
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final PipeHandler pipe = connect(7, new ByteArrayInputStream(data), output);
        assertArrayEquals(data, output.toByteArray());
        assertEquals(CloseReason.FINISHED, pipe.closed().join());
        assertNull(pipe.written().join());
    }

    @Test
    void shouldReportARefusedConnection()
    {
        final PipeHandler pipe = connect(8, InputStream.nullInputStream(), new ByteArrayOutputStream());
        assertEquals(CloseReason.REFUSED, pipe.closed().join());
    }

    @Test
    void shouldAbortWhenTheOutputIsClosed() throws IOException
    {
        final OutputStream broken = new OutputStream()
        {
            @Override
            public void write(final int value) throws IOException
            {
                throw new IOException("Broken pipe");
            }
        };
        // An input without end: with one that has ended, both sides might be done before the output is found broken.
        final PipeHandler pipe = connect(19, new PipedInputStream(new PipedOutputStream()), broken);
        assertEquals(CloseReason.ABORTED, pipe.closed().join());
        assertNotNull(pipe.written().join());
    }
}
