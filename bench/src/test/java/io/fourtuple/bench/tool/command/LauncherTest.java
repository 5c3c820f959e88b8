package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher: how much memory it gives the virtual machine, and whether a name is what was typed. */
class LauncherTest
{
    private static final Path LAUNCHER = Path.of("..", "scripts", "fourtuple").toAbsolutePath().normalize();
    private static final String MEMORY = """
        set -euo pipefail
        source <(sed -n '/^least()/,/^}/p;/^memory_mib()/,/^}/p' "$1")
        memory_mib "$2"
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void checkOut() throws IOException
    {
        // A checkout of its own, of which the jar is the test's classes.
        for (final String part : new String[]{"scripts", "bench/target", "core/src/main", "io-tun/src/main", "bench/src/main"})
        {
            Files.createDirectories(folder.resolve("checkout").resolve(part));
        }
        for (final String file : new String[]{"pom.xml", "core/pom.xml", "io-tun/pom.xml", "bench/pom.xml",
            "bench/target/fourtuple.jar"})
        {
            Files.createFile(folder.resolve("checkout").resolve(file));
        }
        Files.copy(LAUNCHER, folder.resolve("checkout/scripts/fourtuple"));
    }

    private String run(final String script, final Map<String, String> environment, final String... arguments)
        throws IOException
    {
        // As a file: this JVM itself may know no letter beyond ASCII.
        final Path file = Files.write(folder.resolve("script"), script.getBytes(StandardCharsets.UTF_8));
        final String[] command = new String[arguments.length + 2];
        command[0] = "bash";
        command[1] = file.toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FOURTUPLE_") || name.startsWith("LC_") ||
            name.equals("LANG") || name.equals("LANGUAGE"));
        builder.environment().put("FOURTUPLE_NO_BUILD", "1");
        builder.environment().put("FOURTUPLE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        final Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void write(final String path, final String text) throws IOException
    {
        final Path file = folder.resolve("root").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What a process sees of its control group, as a path and as the root of a container. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0::/                          |                                      |                    | 24105
        0::/                          | memory.max                           | 157286400          | 150
        0::/                          | memory.max                           | max                | 24105
        0::/                          | memory.max                           | 99999999999999     | 24105
        0::/system.slice/a.service    | system.slice/a.service/memory.max    | 268435456          | 256
        0::/system.slice/a.service    | system.slice/memory.max              | 268435456          | 256
        0::/docker/0a1b               | memory.max                           | 268435456          | 256
        4:memory:/docker/0a1b         | memory/docker/0a1b/memory.limit_in_bytes | 157286400      | 150
        4:memory:/docker/0a1b         | memory/docker/memory.limit_in_bytes  | 157286400          | 150
        4:memory:/docker/0a1b         | memory/memory.limit_in_bytes         | 157286400          | 150
        4:memory:/                    | memory/memory.limit_in_bytes         | 9223372036854771712 | 24105
        4:cpu,memory:/                | memory/memory.limit_in_bytes         | 157286400          | 150
        4:cpu:/                       | memory/memory.limit_in_bytes         | 157286400          | 24105
        """)
    void shouldFindTheMemoryOfItsContainer(final String group, final String file, final String bytes, final int mib)
        throws IOException
    {
        write("proc/meminfo", "MemFree: 1 kB\nMemTotal:       24683520 kB\nSwapTotal: 0 kB\n");
        write("proc/self/cgroup", "9:name=systemd:/\n" + group + "\n");
        if (file != null)
        {
            write("sys/fs/cgroup/" + file, bytes + "\n");
        }
        assertEquals(mib + "\n", run(MEMORY, Map.of(), LAUNCHER.toString(), folder.resolve("root").toString()));
    }

    @Test
    void shouldTakeTheLeastOfAGroupAndThoseAboveIt() throws IOException
    {
        write("proc/meminfo", "MemTotal: 24683520 kB\n");
        write("proc/self/cgroup", "0::/a/b/c\n");
        write("sys/fs/cgroup/a/memory.max", "1073741824\n");
        write("sys/fs/cgroup/a/b/memory.max", "536870912\n");
        write("sys/fs/cgroup/a/b/c/memory.max", "max\n");
        assertEquals("512\n", run(MEMORY, Map.of(), LAUNCHER.toString(), folder.resolve("root").toString()));
        assertEquals("4096\n", run(MEMORY, Map.of(), LAUNCHER.toString(), folder.resolve("nothing").toString()));
    }

    /** The virtual machine knows its container: only a limit that somebody has set is passed on. */
    @Test
    void shouldLeaveTheLimitToTheVirtualMachine() throws IOException
    {
        final Path home = folder.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$*\"\n");
        assertTrue(home.resolve("bin/java").toFile().setExecutable(true));
        final Map<String, String> fake = Map.of("FOURTUPLE_JAVA_HOME", home.toString());
        final String launch = "\"$1/checkout/scripts/fourtuple\" demo";
        final String usual = run(launch, fake, folder.toString());
        assertTrue(usual.contains(" -XX:MaxDirectMemorySize="), usual);
        assertTrue(!usual.contains("fourtuple.max.memory"), usual);
        final String limited = run("FOURTUPLE_MEMORY=8g " + launch, fake, folder.toString());
        assertTrue(limited.contains(" -XX:MaxDirectMemorySize=8g -Dfourtuple.max.memory=8g "), limited);
        assertEquals("fourtuple: FOURTUPLE_MEMORY must be a number with k, m or g behind it: much\n",
            run("FOURTUPLE_MEMORY=much " + launch, fake, folder.toString()));
    }

    /** In the locale of services and containers Java reads ASCII only: the launcher, a run and its page lie behind such names. */
    @ParameterizedTest
    @CsvSource({"LC_ALL, C", "LANG, xx_YY.UTF-8"})
    void shouldReadAndWriteNamesBeyondAscii(final String variable, final String locale) throws IOException
    {
        final String script = """
            set -eu
            mv "$1/checkout" "$1/grüße"
            cd "$1"
            ft() { "grüße/scripts/fourtuple" "$@"; }
            ft scenario three-way --svg "$1/mäß.svg" --pcap "$1/日.pcap" > /dev/null
            test -s mäß.svg
            test -s 日.pcap
            # On a busy machine the rate may be missed in earnest.
            ft load --rate 1k --duration 300ms --interval 100ms --warm-up 0s --patience 20s \\
                --out läuft --telemetry "$1/fernmaß" --pcap löad.pcap --latency all --hlog größe.hlog > /dev/null || true
            test -s läuft/load.json
            test -s löad.pcap
            test -s größe.hlog
            test -d fernmaß
            ft report läuft > /dev/null
            test -s läuft/report.html
            ft report größe.hlog --out seite-ü.html > /dev/null
            test -s seite-ü.html
            echo well
            """;
        final String classes = System.getProperty("java.class.path");
        final String output = run(script, Map.of(variable, locale, "FOURTUPLE_CLASSPATH", classes), folder.toString());
        // Of a locale that is not installed bash itself complains.
        assertEquals("well\n", output.replaceAll("(?m)^bash: warning: setlocale: .*\n", ""));
    }
}
