package io.fourtuple.bench.measure.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.ProcessRunner;

class HarnessBuilderTest
{
    private final List<String> progress = new ArrayList<>();

    @Test
    void shouldFindCommandsAndFiles()
    {
        assertTrue(new Prerequisite("sh", "dash").isThere());
        assertTrue(new Prerequisite("/proc/self", "linux").isThere());
        assertFalse(new Prerequisite("no-such-command", "none").isThere());
        assertFalse(new Prerequisite("/no/such/file", "none").isThere());
    }

    @Test
    void shouldFindTheBuildScriptOfEachPeer()
    {
        final Checkout checkout = Checkout.find();
        for (final TcpStack stack : TcpStack.values())
        {
            assertTrue(stack == TcpStack.FOURTUPLE || Files.isExecutable(checkout.buildScript(stack)), stack.label());
        }
        assertTrue(Files.isExecutable(checkout.launcher()));
    }

    @Test
    void shouldInstallNothingWhenToldSo()
    {
        try (ProcessRunner children = new ProcessRunner())
        {
            final HarnessBuilder workshop = new HarnessBuilder(Checkout.find(), children, false, progress::add);
            workshop.require(new Prerequisite("sh", "dash"));
            final String message = assertThrows(ChildFailedException.class,
                () -> workshop.require(new Prerequisite("no-such-command", "some-package"))).getMessage();
            assertEquals("no-such-command is missing, of the Debian package some-package; left out by --no-install",
                message);
            assertEquals(List.of(), progress);
        }
    }

    @Test
    void shouldNeverMeasureFourtupleByAHarness()
    {
        try (ProcessRunner children = new ProcessRunner())
        {
            assertEquals("", new HarnessBuilder(Checkout.find(), children, false, progress::add).prepare(TcpStack.FOURTUPLE));
        }
        assertEquals(List.of(), progress);
    }

    @Test
    void shouldKnowTheMemoryThatIsFree()
    {
        final long bytes = HarnessBuilder.availableBytes();
        assertTrue(bytes > 1 << 20, "bytes=" + bytes);
        assertTrue(TcpStack.LINUX.estimatedBytes(1_000_000) > 4_000_000_000L);
        assertTrue(TcpStack.LWIP.opensByPackets(10_000) && !TcpStack.LWIP.opensByPackets(100_000));
    }
}
