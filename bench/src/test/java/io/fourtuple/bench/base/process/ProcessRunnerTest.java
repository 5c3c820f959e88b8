package io.fourtuple.bench.base.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ProcessRunnerTest
{
    private static final int PATIENCE_S = 60;

    private final List<String> lines = new ArrayList<>();

    private void run(final String script, final int limitSeconds)
    {
        try (ProcessRunner children = new ProcessRunner())
        {
            children.run(List.of("sh", "-c", script), Map.of("PEER", "lwip"), limitSeconds, lines::add);
        }
    }

    private String failure(final String script, final int limitSeconds)
    {
        return assertThrows(ChildFailedException.class, () -> run(script, limitSeconds)).getMessage();
    }

    @Test
    void shouldGiveEachLineOfBothOutputs()
    {
        run("echo $PEER; echo two >&2", PATIENCE_S);
        assertEquals(List.of("lwip", "two"), lines);
    }

    @Test
    void shouldFailWithTheLineThatNamesTheError()
    {
        assertEquals("x.c:1: error: no such thing", failure("echo compiling; echo 'x.c:1: error: no such thing'; " +
            "echo 'compilation terminated.'; exit 1", PATIENCE_S));
        assertEquals("the last", failure("echo first; echo the last; exit 3", PATIENCE_S));
        assertEquals("exit status 4", failure("exit 4", PATIENCE_S));
        assertEquals("it was ended by signal 9", failure("echo half a result; kill -9 $$", PATIENCE_S));
    }

    @Test
    void shouldFailWhenThereIsNoSuchProgram()
    {
        try (ProcessRunner children = new ProcessRunner())
        {
            assertTrue(assertThrows(ChildFailedException.class, () ->
                children.run(List.of("/no/such/program"), Map.of(), 1, lines::add)).getMessage().contains("/no/such"));
        }
    }

    @Test
    void shouldEndAChildThatOverstaysWithItsOwnChildren() throws Exception
    {
        // Long enough to say its number on a busy machine.
        assertEquals("not done after 5 s", failure("sleep 600 & echo $!; wait", 5));
        final ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(lines.get(0))).orElse(null);
        if (grandchild != null)
        {
            grandchild.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
            assertFalse(grandchild.isAlive(), "pid " + grandchild.pid());
        }
    }
}
