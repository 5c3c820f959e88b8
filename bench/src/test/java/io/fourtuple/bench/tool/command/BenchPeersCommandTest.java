package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchPeersCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        return Main.run(commandLine.split(" "), new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "bench peers --stacks frob       | 'frob'",
        "bench peers --stacks lwip,frob  | 'frob'",
        "bench peers --idle x            | 'x' is not a whole number",
        "bench peers --held 0,99m        | --idle must be 0 to 20000000: --idle=99000000",
        "bench peers --idle 0,99m        | --idle must be 0 to 20000000: --idle=99000000",
        "bench peers --batch 0           | --batch must be 1 to 4096: --batch=0",
        "bench peers --batch 1,x         | 'x' is not an int",
        "bench peers --rounds 0          | --rounds must be 1 to 100: --rounds=0",
        "bench peers --seconds 61        | --seconds must be 1 to 60: --seconds=61",
        "bench peers --cpu 100000        | --cpu must be one of",
        "bench peers --cpu -1            | --cpu must be one of",
        "bench peers --json /no/such/x   | --json: no file can be written there: /no/such/x",
        "bench peers --lock /no/such/x   | --lock: no file can be written there: /no/such/x",
        "bench peers surplus             | 'surplus'"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final String expected)
    {
        assertEquals(2, run(commandLine));
        final String message = err.toString();
        assertTrue(message.contains(expected), message);
        assertTrue(message.startsWith("fourtuple: "), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals("", out.toString());
    }

    @Test
    void shouldPrintHelpWithExamples()
    {
        assertEquals(0, run("bench peers --help"));
        assertTrue(out.toString().contains("Examples:"), out.toString());
        assertTrue(out.toString().contains("fourtuple,lwip,gvisor,linux"), out.toString());
    }

    @Test
    void shouldBuildAndRunTheDriverAlone(@TempDir final Path folder) throws IOException
    {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "SKIPPED: no gcc to build a harness with");
        final Path json = folder.resolve("peers.json");
        assertEquals(0, run("bench peers --stacks driver --rounds 2 --batch 1,32 --idle 0 --no-install --json " + json),
            () -> out + err.toString());
        final String table = out.toString();
        assertTrue(table.contains("driver in C, alone"), table + err);
        assertTrue(err.toString().contains("round 2 of 2"), err.toString());
        final String text = Files.readString(json);
        assertTrue(text.contains("\"batch\": 1,") && text.contains("\"batch\": 32,"), text);
        assertEquals(4, text.split("\"ns_close\":", -1).length - 1, text);
    }
}
