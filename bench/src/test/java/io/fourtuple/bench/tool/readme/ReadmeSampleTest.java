package io.fourtuple.bench.tool.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.tun.testing.BackgroundCommand;

/** The README's samples are compiled and run as they stand there. */
class ReadmeSampleTest
{
    private static final String BLOCK = "```java\n";

    @TempDir
    private Path directory;

    /** Compiles the block that has this class in it. */
    private void compile(final String name) throws IOException
    {
        final String readme = Files.readString(Path.of("..", "README.md"));
        final int start = readme.lastIndexOf(BLOCK, readme.indexOf("class " + name)) + BLOCK.length();
        final Path source = Files.writeString(
            directory.resolve(name + ".java"), readme.substring(start, readme.indexOf("\n```", start)));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(
            null, null, null, "-cp", System.getProperty("java.class.path"), "-d", directory.toString(), source.toString()));
    }

    private String run(final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", directory + java.io.File.pathSeparator + System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        try (BackgroundCommand sample = new BackgroundCommand(command))
        {
            return sample.awaitEnd(60).output();
        }
    }

    @Test
    void shouldRunTheSampleOfTheReadme() throws IOException
    {
        compile("Sample");
        final String output = run("Sample");
        assertTrue(output.contains("hello, fourtuple 42"), output);
        assertTrue(output.contains("closed: FINISHED"), output);
    }

    @Test
    void shouldRunTheWatchedSampleOfTheReadme() throws IOException
    {
        compile("Watched");
        final String output = run("Watched");
        // Stalled is what a loop is called whose thread was given no CPU for a second.
        assertTrue(output.matches("(?s).*gateway is (RUNNING|STALLED), open: 0\\R.*"), output);
        assertTrue(output.contains("LISTEN :80"), output);
    }

    @Test
    void shouldRunTheDefenceOfTheReadme() throws IOException
    {
        compile("OddPortsFirst");
        final String output = run("io.fourtuple.bench.tool.command.Main", "load", "--defence", "OddPortsFirst", "--rate", "1k",
            "--duration", "1s", "--warm-up", "0s", "--expect", "established>=0.1%");
        assertTrue(output.contains("SYN defence: OddPortsFirst"), output);
        assertTrue(output.contains("PASS  established>=0.1%"), output);
    }
}
