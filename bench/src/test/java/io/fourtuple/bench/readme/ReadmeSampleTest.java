package io.fourtuple.bench.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.tun.testing.BackgroundCommand;

/** The README's sample is compiled and run as it stands there. */
class ReadmeSampleTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldCompileAndRun() throws IOException
    {
        final String readme = Files.readString(Path.of("..", "README.md"));
        final int start = readme.indexOf("```java\n") + "```java\n".length();
        final Path source = Files.writeString(
            directory.resolve("Sample.java"), readme.substring(start, readme.indexOf("\n```", start)));
        final String classPath = System.getProperty("java.class.path");
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(null, null, null, "-cp", classPath, "-d", directory.toString(), source.toString()));

        try (BackgroundCommand sample = new BackgroundCommand(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", directory + java.io.File.pathSeparator + classPath, "Sample")))
        {
            final String output = sample.awaitEnd(20).orFail().output();
            assertTrue(output.contains("hello, fourtuple 42"), output);
            assertTrue(output.contains("closed: FINISHED"), output);
        }
    }
}
