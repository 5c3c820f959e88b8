package io.fourtuple.bench.load.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoadCountsTest
{
    @Test
    void shouldTellThoseThatWereNeitherEstablishedNorFailed()
    {
        final LoadCounts counts = new LoadCounts();
        counts.opened = 10;
        counts.established = 4;
        counts.timedOut = 1;
        counts.refused = 1;
        counts.reset = 1;
        assertEquals(3, counts.pending());
        assertTrue(counts.json().toString().contains("\"pending\": 3,"), counts.json().toString());
    }
}
