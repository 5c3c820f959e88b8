package io.fourtuple.bench.tool.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LoadSummaryTest
{
    @Test
    void shouldTakeTheMeanOfTheTwoRowsInTheMiddleForTheCeiling()
    {
        assertEquals(25, LoadSummary.ceiling(7, 1_000, 10, 40, 20, 30));
        assertEquals(20, LoadSummary.ceiling(7, 1_000, 10, 40, 20));
    }

    @Test
    void shouldTakeTheWholeRunWhereThereIsNoRowAfterTheFirst()
    {
        assertEquals(7, LoadSummary.ceiling(7, 1_000));
        assertEquals(7, LoadSummary.ceiling(7));
    }
}
