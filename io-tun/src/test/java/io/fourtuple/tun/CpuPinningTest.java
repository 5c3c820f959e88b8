package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuPinningTest
{
    @Test
    void shouldPinTheCallingThreadOnly() throws Exception
    {
        final String before = CpuPinning.allowed();
        final int cpu = Integer.parseInt(before.split("[-,]")[0]);
        final FutureTask<String> task = new FutureTask<>(() -> CpuPinning.pin(cpu) + "; now " + CpuPinning.allowed());
        Thread.ofPlatform().name("pinned").start(task);
        assertEquals(
            "thread pinned on CPU " + cpu + " only (was allowed " + before + "); now " + cpu, task.get());
        assertEquals(before, CpuPinning.allowed());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8_000, 8_192, Integer.MAX_VALUE})
    void shouldSayWhichCpusThereAre(final int cpu)
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, () -> CpuPinning.pin(cpu));
        assertEquals("no such CPU, or not one that this process may use: cpu=" + cpu +
            " allowed=" + CpuPinning.allowed(), ex.getMessage());
    }

    @Test
    void shouldRefuseVirtualThreads()
    {
        final FutureTask<String> task = new FutureTask<>(() -> CpuPinning.pin(0));
        Thread.ofVirtual().start(task);
        final ExecutionException ex = assertThrows(ExecutionException.class, task::get);
        assertInstanceOf(IllegalStateException.class, ex.getCause());
        assertTrue(ex.getCause().getMessage().startsWith("a virtual thread cannot be pinned"), ex.getMessage());
    }
}
