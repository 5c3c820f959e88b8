package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.tun.testing.RequiresTun;

@RequiresTun
class NetworkNamespaceTest
{
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");

    @Test
    void shouldBeApartFromTheMachinesNetworkAndFromAnother() throws Exception
    {
        final String outside = Files.readSymbolicLink(NAMESPACE).toString();
        final String first = inside(() -> Files.readSymbolicLink(NAMESPACE).toString());
        assertNotEquals(outside, first);
        assertEquals(outside, Files.readSymbolicLink(NAMESPACE).toString());
        // The same name twice at the same time.
        try (TunDevice one = inside(() -> TunDevice.open(TunConfig.named("ft0")));
            TunDevice two = inside(() -> TunDevice.open(TunConfig.named("ft0"))))
        {
            assertEquals(one.name(), two.name());
        }
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.2/15,198.18.0.2", "198.18.0.2/15,198.19.3.4", "2001:db8::1/64,2001:db8::1"})
    void shouldMakeTheAddressesOfAnIpv4PrefixTheKernelsOwn(final String prefix, final String address) throws Exception
    {
        final int port = inside(() ->
        {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address)))
            {
                return socket.getLocalPort();
            }
        }, prefix);
        assertTrue(port > 0, "port=" + port);
    }

    private static <T> T inside(final Callable<T> action, final String... prefixes) throws Exception
    {
        final FutureTask<T> task = new FutureTask<>(() ->
        {
            NetworkNamespace.enter(prefixes);
            return action.call();
        });
        new Thread(task, "private-network").start();
        return task.get();
    }
}
