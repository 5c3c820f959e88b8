package io.fourtuple.bench.measure.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.base.process.ChildFailedException;

class HarnessLineTest
{
    private static final String RESULT = "RESULT stack=lwip mode=churn idle=10000 batch=32 rep=1 n=31168 secs=1.000 " +
        "ns_per_cycle=32095.9 ns_handshake=31458.0 ns_close=621.8 per_s=31157 badcsum=0 stray=0";

    @Test
    void shouldReadAResult()
    {
        final HarnessLine line = HarnessLine.parse(RESULT);
        assertTrue(line.isResult("churn"));
        assertFalse(line.isResult("flood"));
        assertFalse(line.isMemory());
        assertEquals(new Sample(32, 31_168, 32_095.9, 31_458.0, 621.8), Sample.of(line));
    }

    @Test
    void shouldReadMemoryThatShrank()
    {
        final HarnessLine line =
            HarnessLine.parse("MEMORY stack=linux idle=10 by=packets before=4096 after=0 bytes_per_conn=-409.6");
        assertTrue(line.isMemory());
        assertEquals(-409.6, line.number("bytes_per_conn"));
        assertEquals("packets", line.values().get("by"));
    }

    @Test
    void shouldTakeOtherLinesForWhatTheyAre()
    {
        assertEquals("", HarnessLine.parse("").kind());
        assertEquals("RESULT", HarnessLine.parse("RESULT").kind());
        assertFalse(HarnessLine.parse("INFO mode=churn").isResult("churn"));
    }

    @Test
    void shouldNameANumberThatIsMissingOrNone()
    {
        final HarnessLine line = HarnessLine.parse("RESULT mode=churn n=many");
        assertTrue(assertThrows(ChildFailedException.class, () -> line.number("n")).getMessage().contains("n=many"));
        assertTrue(assertThrows(ChildFailedException.class, () -> line.count("batch")).getMessage().contains("batch"));
    }

    @Test
    void shouldRefuseAResultOfNoCycle()
    {
        final HarnessLine line = HarnessLine.parse("RESULT mode=churn n=0 batch=1 ns_per_cycle=-nan");
        assertTrue(assertThrows(ChildFailedException.class, () -> Sample.of(line)).getMessage().contains("no cycle"));
    }
}
