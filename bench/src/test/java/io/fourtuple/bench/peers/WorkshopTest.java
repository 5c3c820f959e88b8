package io.fourtuple.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class WorkshopTest
{
    private final List<String> progress = new ArrayList<>();

    @Test
    void shouldFindCommandsAndFiles()
    {
        assertTrue(new Need("sh", "dash").isThere());
        assertTrue(new Need("/proc/self", "linux").isThere());
        assertFalse(new Need("no-such-command", "none").isThere());
        assertFalse(new Need("/no/such/file", "none").isThere());
    }

    @Test
    void shouldFindTheBuildScriptOfEachPeer()
    {
        final Checkout checkout = Checkout.find();
        for (final Peer peer : Peer.values())
        {
            assertTrue(peer == Peer.FOURTUPLE || Files.isExecutable(checkout.buildScript(peer)), peer.label());
        }
        assertTrue(Files.isExecutable(checkout.launcher()));
    }

    @Test
    void shouldInstallNothingWhenToldSo()
    {
        try (Children children = new Children())
        {
            final Workshop workshop = new Workshop(Checkout.find(), children, false, progress::add);
            workshop.require(new Need("sh", "dash"));
            final String message = assertThrows(ChildFailedException.class,
                () -> workshop.require(new Need("no-such-command", "some-package"))).getMessage();
            assertEquals("no-such-command is missing, of the Debian package some-package; left out by --no-install",
                message);
            assertEquals(List.of(), progress);
        }
    }

    @Test
    void shouldNeverMeasureFourtupleByAHarness()
    {
        try (Children children = new Children())
        {
            assertEquals("", new Workshop(Checkout.find(), children, false, progress::add).prepare(Peer.FOURTUPLE));
        }
        assertEquals(List.of(), progress);
    }

    @Test
    void shouldKnowTheMemoryThatIsFree()
    {
        final long bytes = Workshop.availableBytes();
        assertTrue(bytes > 1 << 20, "bytes=" + bytes);
        assertTrue(Peer.LINUX.estimatedBytes(1_000_000) > 4_000_000_000L);
        assertTrue(Peer.LWIP.opensByPackets(10_000) && !Peer.LWIP.opensByPackets(100_000));
    }
}
