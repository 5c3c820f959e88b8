package io.fourtuple.bench.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTableTest
{
    private static TextTable stacks()
    {
        return new TextTable().left("stack").right("ns per cycle").left("note")
            .row("fourtuple", "410.2", "warm").row("lwip", "1,000,000,000.0", "");
    }

    @Test
    void shouldMakeColumnsAsWideAsTheirWidestCell()
    {
        assertEquals("""
            stack         ns per cycle  note
            fourtuple            410.2  warm
            lwip       1,000,000,000.0""", String.join("\n", stacks().plain()));
    }

    @Test
    void shouldDrawTheSameAsMarkdown()
    {
        assertEquals("""
            | stack     |    ns per cycle | note |
            |-----------|----------------:|------|
            | fourtuple |           410.2 | warm |
            | lwip      | 1,000,000,000.0 |      |""", String.join("\n", stacks().markdown()));
    }

    @Test
    void shouldEscapeWhatMarkdownWouldTakeForItsOwn()
    {
        assertEquals("| a  |\n|---:|\n| \\* |\n| \\| |",
            String.join("\n", new TextTable().right("a").row("*").row("|").markdown()).replace("|  a |", "| a  |"));
    }

    @Test
    void shouldLetTheLastCellOfAShortRowStandOutOfItsColumn()
    {
        final TextTable table = new TextTable().right("held").left("stack").right("ns").right("count")
            .row("0", "lwip", "500", "7").row("1m", "linux", "failed: not done after 310 s");
        assertEquals("""
            held  stack   ns  count
               0  lwip   500      7
              1m  linux  failed: not done after 310 s""", String.join("\n", table.plain()));
        assertEquals("|   1m | linux | failed: not done after 310 s |       |", table.markdown().getLast());
    }

    @Test
    void shouldLeaveOutAColumnWithoutCells()
    {
        assertEquals("a  c\n1  3", String.join("\n",
            new TextTable().left("a").left("b").left("c").row("1", "", "3").plain()));
    }

    @Test
    void shouldPrintRowsAsTheyCome()
    {
        final TextTable table = new TextTable().left("name", 6).right("n", 4).right("long head");
        assertEquals("name       n  long head", table.head());
        assertEquals("a          1          2", table.line("a", "1", "2"));
        assertEquals("too wide  12345  3", table.line("too wide", "12345", "3").replaceAll(" {3,}", "  "));
    }
}
