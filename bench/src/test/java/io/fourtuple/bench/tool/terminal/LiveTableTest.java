package io.fourtuple.bench.tool.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class LiveTableTest
{
    private final FakeTerminal terminal = new FakeTerminal(12, 4);

    private static List<StyledText> lines(final String... texts)
    {
        final List<StyledText> lines = new ArrayList<>();
        for (final String text : texts)
        {
            lines.add(StyledText.of(text));
        }
        return lines;
    }

    @Test
    void shouldRedrawInPlaceAndWriteOnlyWhatHasChanged()
    {
        try (LiveTable table = new LiveTable(terminal))
        {
            table.draw(lines("head", "one 1", "two 2"));
            assertEquals("head\none 1\ntwo 2", terminal.seen());
            assertFalse(terminal.isCursorShown());
            terminal.takeWritten();
            table.draw(lines("head", "one 11", "two 2"));
            assertEquals("head\none 11\ntwo 2", terminal.seen());
            final String written = terminal.takeWritten();
            assertTrue(written.contains("one 11") && !written.contains("head") && !written.contains("two"), written);
            table.draw(lines("head", "one 11", "two 2"));
            assertEquals("", terminal.takeWritten());
        }
    }

    @Test
    void shouldRemoveLinesThatAreNoLongerThere()
    {
        try (LiveTable table = new LiveTable(terminal))
        {
            table.draw(lines("head", "a long line", "two"));
            table.draw(lines("head", "short"));
            assertEquals("head\nshort", terminal.seen());
        }
    }

    @Test
    void shouldShowANoteBelowTheLastDrawing()
    {
        try (LiveTable table = new LiveTable(terminal))
        {
            table.draw(lines("head", "one"));
            table.note(StyledText.of("waits"));
            assertEquals("head\none\nwaits", terminal.seen());
            table.draw(lines("head", "one", "two", "three"));
            table.note(StyledText.of("waits"));
            assertEquals("head\none\ntwo\nwaits", terminal.seen());
        }
        final FakeTerminal pipe = new FakeTerminal(80, 24).plain();
        try (LiveTable table = new LiveTable(pipe))
        {
            table.note(StyledText.of("waits"));
            assertEquals("", pipe.takeWritten());
        }
    }

    @Test
    void shouldCutToTheSizeAndFollowIt()
    {
        try (LiveTable table = new LiveTable(terminal))
        {
            table.draw(lines("0123456789abcdef", "1", "2", "3", "4", "5"));
            assertEquals("0123456789ab\n1\n2\n3", terminal.seen());
            terminal.resize(20, 6);
            table.draw(lines("0123456789abcdef", "1", "2", "3", "4", "5"));
            assertEquals("0123456789abcdef\n1\n2\n3\n4\n5", terminal.seen());
            terminal.resize(4, 2);
            table.draw(lines("0123456789abcdef", "1", "2", "3", "4", "5"));
            assertEquals("0123\n1", terminal.seen());
            terminal.resize(20, 8);
        }
    }

    @Test
    void shouldBringTheTerminalBackAndLeaveTheLastDrawing()
    {
        final LiveTable table = new LiveTable(terminal);
        table.draw(lines("first"));
        table.draw(lines("last"));
        assertTrue(terminal.isSecondScreen());
        table.close();
        assertFalse(terminal.isSecondScreen());
        assertTrue(terminal.isCursorShown());
        assertEquals("last########", terminal.seen().lines().findFirst().orElseThrow());
        terminal.takeWritten();
        table.close();
        assertEquals("", terminal.takeWritten());
    }

    @Test
    void shouldAppendPlainLinesToAPipe()
    {
        terminal.plain();
        try (LiveTable table = new LiveTable(terminal))
        {
            table.draw(List.of(new StyledText().add(Style.BAD, "wider than the terminal").add("   ")));
            table.draw(lines("second"));
        }
        assertEquals("wider than the terminal\nsecond\n".replace("\n", System.lineSeparator()),
            terminal.takeWritten());
    }

    @Test
    void shouldColourOnlyWhereColoursAreWelcome()
    {
        final StyledText text = new StyledText().add(Style.BAD, "dead").add(" since ").add(Style.STRONG, "noon");
        assertEquals("\u001b[1;31mdead\u001b[0m since \u001b[1mno\u001b[0m", text.render(true, 13));
        assertEquals("dead since no", text.render(false, 13));
        assertEquals("dead since noon", text.toString());
        assertEquals(15, text.length());
    }

    @Test
    void shouldNotLetANameCommandTheTerminal()
    {
        assertEquals("?[2Jevil??", StyledText.of("\u001b[2Jevil\n\u009b").toString());
    }

    @Test
    void shouldShowProgressAfterASecondAndRemoveIt()
    {
        final AtomicLong nowNs = new AtomicLong(-5);
        final FakeTerminal wide = new FakeTerminal(20, 2);
        try (ProgressLine progress = new ProgressLine(wide, nowNs::get))
        {
            nowNs.addAndGet(999_999_999);
            assertFalse(progress.isDue());
            nowNs.addAndGet(1);
            assertTrue(progress.isDue());
            progress.show("1000 rows");
            assertEquals("1000 rows", wide.seen().lines().findFirst().orElseThrow());
            assertFalse(progress.isDue());
            nowNs.addAndGet(200_000_000);
            assertTrue(progress.isDue());
        }
        assertEquals("", wide.seen().lines().findFirst().orElseThrow());
    }

    @Test
    void shouldShowNoProgressInAPipe()
    {
        final AtomicLong nowNs = new AtomicLong();
        try (ProgressLine progress = new ProgressLine(terminal.plain(), nowNs::get))
        {
            nowNs.addAndGet(10_000_000_000L);
            assertFalse(progress.isDue());
        }
        assertEquals("", terminal.takeWritten());
    }

    @Test
    void shouldTakeAWriterThatIsNoTerminalForAPipe()
    {
        final StringWriter text = new StringWriter();
        final Terminal plain = Terminal.of(new PrintWriter(text));
        plain.write("x");
        assertEquals("x", text.toString());
        assertFalse(plain.isInteractive());
        assertFalse(plain.hasColour());
        assertEquals(Terminal.DEFAULT_COLUMNS, plain.columns());
    }
}
