package io.fourtuple.bench.measure.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

class ScaleHarnessTest
{
    private static final CycleOptions SMALL = new CycleOptions(1_000, 32, 1, 1, true);

    private final StringWriter out = new StringWriter();
    private final Set<String> pinned = ConcurrentHashMap.newKeySet();

    @Test
    void shouldMeasureTwoLoopsOnThreadsOfTheirOwn()
    {
        final ScaleHarness harness = new ScaleHarness(SMALL, List.of(3, 5), this::pin, new PrintWriter(out));
        harness.run();
        assertEquals(Set.of("loop-0 on 3", "loop-1 on 5"), pinned);
        // How large it is depends on what else the machine does; that it is a number and positive does not.
        final Matcher ratio = Pattern.compile("ratio +([0-9.]+) \\[").matcher(out.toString());
        assertTrue(ratio.find() && Double.parseDouble(ratio.group(1)) > 0, out.toString());
        assertTrue(harness.json().toString().contains("\"idle_by_each\": 1000"), harness.json().toString());
    }

    @Test
    void shouldTellWhatALoopsThreadThrew()
    {
        final ScaleHarness harness = new ScaleHarness(SMALL, List.of(0, 1), cpu ->
        {
            throw new IllegalArgumentException("no such CPU: " + cpu);
        }, new PrintWriter(out));
        assertEquals("no such CPU: 0", assertThrows(IllegalArgumentException.class, harness::run).getMessage());
    }

    private String pin(final int cpu)
    {
        final String pinning = Thread.currentThread().getName() + " on " + cpu;
        pinned.add(pinning);
        return pinning;
    }
}
