package io.fourtuple.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ChildrenTest
{
    private final List<String> lines = new ArrayList<>();

    private void run(final String script, final int limitSeconds)
    {
        try (Children children = new Children())
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
        run("echo $PEER; echo two >&2", 10);
        assertEquals(List.of("lwip", "two"), lines);
    }

    @Test
    void shouldFailWithTheLineThatNamesTheError()
    {
        assertEquals("x.c:1: error: no such thing", failure("echo compiling; echo 'x.c:1: error: no such thing'; " +
            "echo 'compilation terminated.'; exit 1", 10));
        assertEquals("the last", failure("echo first; echo the last; exit 3", 10));
        assertEquals("exit status 4", failure("exit 4", 10));
    }

    @Test
    void shouldFailWhenThereIsNoSuchProgram()
    {
        try (Children children = new Children())
        {
            assertTrue(assertThrows(ChildFailedException.class, () ->
                children.run(List.of("/no/such/program"), Map.of(), 1, lines::add)).getMessage().contains("/no/such"));
        }
    }

    @Test
    void shouldEndAChildThatOverstaysWithItsOwnChildren() throws Exception
    {
        assertEquals("not done after 1 s", failure("sleep 600 & echo $!; wait", 1));
        final ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(lines.get(0))).orElse(null);
        if (grandchild != null)
        {
            grandchild.onExit().get(10, TimeUnit.SECONDS);
            assertFalse(grandchild.isAlive(), "pid " + grandchild.pid());
        }
    }
}
