package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.Endpoint;
import io.fourtuple.tun.testing.RequiresTun;

/** The kernel's own client over its loopback device, in a namespace, on the thread of the listener. */
@RequiresTun
class KernelListenerTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final List<String> accepted = new ArrayList<>();
    private KernelListener listener;

    private static void inNamespace(final Map<String, String> sysctls, final Callable<Void> test) throws Exception
    {
        final FutureTask<Void> task = new FutureTask<>(() ->
        {
            KernelNamespace.enter(sysctls);
            return test.call();
        });
        Thread.ofPlatform().daemon().start(task);
        try
        {
            task.get();
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof AssertionError error)
            {
                throw error;
            }
            throw (Exception)ex.getCause();
        }
    }

    private void listen(final String address, final KernelListener.Manner manner)
    {
        listener = new KernelListener(Endpoint.of(address, 80), 16, manner,
            (lo, port, ns) -> accepted.add(Long.toHexString(lo) + ':' + port));
    }

    private static KernelSocket connect(final String address) throws Exception
    {
        final SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(address, 80));
        return new KernelSocket(channel);
    }

    private void workUntil(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            listener.work(0);
            assertTrue(System.nanoTime() - deadlineNs < 0, "not within 60 s: " + what);
        }
    }

    @Test
    void shouldTellOfEachConnectionAndCloseItWhenItsPeerHas() throws Exception
    {
        inNamespace(Map.of(), () ->
        {
            listen("127.0.0.1", KernelListener.Manner.QUIET);
            final KernelSocket client = connect("127.0.0.1");
            workUntil("accepted", () -> client.isConnected() && !accepted.isEmpty());
            assertEquals(List.of("7f000001:" + client.localPort()), accepted);
            client.close();
            final Map<String, Long> before = KernelNamespace.current().nstat();
            workUntil("closed by both", () -> KernelNamespace.current().nstat().get("TcpCurrEstab") == 0);
            assertEquals(1, before.get("TcpPassiveOpens"), before.toString());
            listener.close();
            return null;
        });
    }

    @Test
    void shouldAnswerARequestAndCloseFirstOverIpv6() throws Exception
    {
        inNamespace(Map.of(), () ->
        {
            final int responseBytes = 3_000_000;
            listen("::1", new KernelListener.Manner(10, responseBytes, true));
            final KernelSocket client = connect("::1");
            workUntil("accepted", () -> client.isConnected() && listener.connections() == 1);
            client.write("12345");
            listener.work(0);
            assertEquals("", client.received());
            client.write("67890");
            final long[] received = new long[1];
            workUntil("answered and closed", () ->
            {
                received[0] += client.discard();
                return client.isAtEnd();
            });
            assertEquals(responseBytes, received[0] + client.discard());
            assertEquals(List.of("1:" + client.localPort()), accepted);
            client.close();
            listener.close();
            return null;
        });
    }

    @Test
    void shouldSetSysctlsInItsOwnNamespaceOnly() throws Exception
    {
        final String outside = somaxconn();
        inNamespace(Map.of("tcp_syncookies", "2", "somaxconn", "77", "tcp_max_syn_backlog", "66"), () ->
        {
            assertEquals("77", somaxconn());
            assertThrows(IllegalStateException.class, () -> KernelNamespace.set("tcp_no_such_thing", "1"));
            assertTrue(KernelNamespace.current().memoryBytes() > 0, "slabs of TCP");
            assertEquals(0, KernelNamespace.current().droppedBy("lo"));
            return null;
        });
        assertEquals(outside, somaxconn());
    }

    private static String somaxconn() throws Exception
    {
        return Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).getFirst();
    }

    @Test
    void shouldSayWhyItCannotListen() throws Exception
    {
        inNamespace(Map.of(), () ->
        {
            final IllegalStateException ex = assertThrows(IllegalStateException.class,
                () -> listen("198.18.0.99", KernelListener.Manner.QUIET));
            assertTrue(ex.getMessage().startsWith("bind ") && ex.getMessage().contains("198.18.0.99"), ex.getMessage());
            return null;
        });
    }
}
