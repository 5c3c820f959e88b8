package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read a folder is injected: whoever runs the tests may be allowed everything. */
class NoEnginesTextTest
{
    private static final String WHAT = "no engine's telemetry is";
    private static final String START = "; start one, as in: fourtuple demo --seconds 60; or give its folder by --dir";

    @TempDir
    private Path folder;
    private Path own;
    private Path others;
    private String user;

    @BeforeEach
    void name() throws IOException
    {
        own = folder.resolve("fourtuple-me");
        others = folder.resolve("fourtuple-other");
        user = Files.getOwner(folder).getName();
    }

    private static String text(final Path directory, final Path... unreadable)
    {
        return new NoEnginesText(directory, path -> !Set.of(unreadable).contains(path)).text(WHAT);
    }

    @Test
    void shouldSayThatAFolderMayNotBeRead() throws IOException
    {
        Files.createDirectory(others);
        assertEquals("may not be read: " + others + " (" + user + "'s: try sudo)", text(others, others));
        assertEquals(WHAT + " in " + others + START, text(others));
    }

    @Test
    void shouldSayWhereThoseOfOtherUsersMayBe() throws IOException
    {
        Files.createDirectory(others);
        assertEquals(WHAT + " in " + own + ", which does not exist; engines of " + user + " may be in " + others +
            ": sudo fourtuple stat --dir " + others, text(own, others));
        Files.createDirectory(own);
        assertTrue(text(own, others).startsWith(WHAT + " in " + own + "; engines of "), text(own, others));
        assertEquals(WHAT + " in " + own + START, text(own), "the other one is seen to be empty");
        TelemetryFiles.dead(others, "victim");
        assertEquals(WHAT + " in " + own + "; engines of " + user + " are in " + others +
            ": fourtuple stat --dir " + others, text(own));
    }

    @Test
    void shouldNameNoneBesideAFolderOfAnotherKind() throws IOException
    {
        Files.createDirectory(others);
        final Path missing = folder.resolve("telemetry");
        assertEquals(WHAT + " in " + missing + ", which does not exist" + START, text(missing, others));
    }

    @Test
    void shouldFollowNoLinkAndPrintNoNameThatCommandsTheTerminal() throws IOException
    {
        Files.createSymbolicLink(others, folder.resolve("elsewhere"));
        assertEquals(WHAT + " in " + own + ", which does not exist" + START, text(own, others));
        final Path evil = Files.createDirectory(folder.resolve("fourtuple-a\u001b[2J"));
        final String text = text(own, others, evil);
        assertTrue(text.contains("fourtuple-a?[2J"), text);
        assertTrue(text.chars().noneMatch(Character::isISOControl), text);
    }
}
