package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.base.HistogramLog;

class ReportCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(final String... arguments)
    {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
    }

    private Path log() throws IOException
    {
        final Path file = folder.resolve("some.hlog");
        try (HistogramLog log = new HistogramLog(file, "a test"))
        {
            final Histogram histogram = new Histogram(3);
            histogram.recordValue(5_000);
            log.write(null, 1_795_286_792_000L, 1_795_286_793_000L, histogram);
        }
        return file;
    }

    @Test
    void shouldWriteAPageAndSayWhere() throws IOException
    {
        final Path page = folder.resolve("page.html");
        assertEquals(0, run("report", log().toString(), "--out", page.toString()), err::toString);
        assertEquals("written: " + page + ", and 3 plots and histograms beside it\n", out.toString());
        assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
    }

    @Test
    void shouldWriteIntoTheFolderOfARun() throws IOException
    {
        log();
        assertEquals(0, run("report", folder.toString()), err::toString);
        assertTrue(Files.exists(folder.resolve("report.html")));
        assertTrue(Files.exists(folder.resolve("plots/percentiles.png")));
    }

    @Test
    void shouldRefuseUnusableRunsInOneLine() throws IOException
    {
        assertMistake("no such folder or file", "report", folder.resolve("nowhere").toString());
        assertMistake("--out must be a file", "report", log().toString(), "--out", folder.toString());
        assertMistake("a unit is ns, us, ms or s: parsec", "report", log().toString(), "--unit", "parsec");
        assertMistake("DIR", "report");
    }

    private void assertMistake(final String expected, final String... arguments)
    {
        err.getBuffer().setLength(0);
        assertEquals(2, run(arguments), out::toString);
        assertTrue(err.toString().contains(expected), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }
}
