package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoadCountsTest
{
    @Test
    void shouldTellThoseThatWereNeitherEstablishedNorFailed()
    {
        final LoadCounts counts = new LoadCounts();
        counts.add(OPENED, 10);
        counts.add(ESTABLISHED, 4);
        counts.add(TIMED_OUT, 1);
        counts.add(REFUSED, 1);
        counts.add(RESET, 1);
        assertEquals(3, counts.pending());
        assertTrue(counts.json().toString().contains("\"pending\": 3,"), counts.json().toString());
    }
}
