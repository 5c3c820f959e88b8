package io.fourtuple.bench.load.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.fourtuple.bench.tool.command.Main;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.Command;
import io.fourtuple.tun.testing.NetNs;

/** Runs {@code fourtuple} as a process in a namespace, with the JVM's permissions as the jar's manifest has them. */
final class CommandLineInNs
{
    /** The longest that anything may take on a machine with other work: a JVM's start is slow there. */
    static final int PATIENCE_S = 100;

    /** Of {@code serve}, should nobody be left to end it. */
    private static final String AT_MOST_S = "900";

    /** Not the usual one, where an engine that is killed would leave its file. */
    private static final Path TELEMETRY = telemetry();

    private CommandLineInNs()
    {
    }

    private static Path telemetry()
    {
        try
        {
            final Path folder = Files.createTempDirectory("fourtuple-telemetry");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void remove(final Path folder)
    {
        TelemetryFile.list(folder).forEach(file -> file.toFile().delete());
        folder.toFile().delete();
    }

    static BackgroundCommand start(final NetNs netNs, final String... arguments)
    {
        return netNs.start(commandLine(arguments));
    }

    /** {@code serve}, up and answering. */
    static BackgroundCommand serve(final NetNs netNs, final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of("serve", "--duration", AT_MOST_S));
        all.addAll(Arrays.asList(arguments));
        final BackgroundCommand serve = start(netNs, all.toArray(String[]::new));
        try
        {
            serve.awaitLine(" ends it\\.$", PATIENCE_S);
            return serve;
        }
        catch (final AssertionError error)
        {
            // Nobody else would: it would serve for ever.
            serve.close();
            throw error;
        }
    }

    static String[] commandLine(final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"),
            Main.class.getName()));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--telemetry", TELEMETRY.toString()));
        return all.toArray(String[]::new);
    }

    /**
     * Ends {@code serve} as Ctrl-C does and waits for its summary. By SIGTERM: SIGINT is ignored in every child of a
     * Maven that a script has started in the background.
     */
    static String interrupt(final BackgroundCommand command)
    {
        // The process is "ip netns exec", which has become the JVM itself.
        Command.run(List.of("kill", "-TERM", String.valueOf(command.process().pid()))).orFail();
        return command.awaitEnd(PATIENCE_S).orFail().output();
    }

    /** A counter in a summary; 0 if it is not there. */
    static long counter(final String summary, final String label)
    {
        final Matcher matcher = Pattern.compile("(?m)^" + label + " +(\\d+) ").matcher(summary);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** What tshark finds wrong in a capture: malformed packets, bad checksums, RSTs. Empty if nothing. */
    static String troubles(final Path capture)
    {
        // Linux itself writes a TCP checksum of 0 as 0xffff now and then, which is as good and tshark calls bad.
        final String filter = "_ws.malformed || ip.checksum.status == \"Bad\" || tcp.flags.reset == 1 || " +
            "tcp.checksum.status == \"Bad\" && !(tcp.checksum == 0xffff)";
        return list(capture, filter);
    }

    /** Packets in a capture that fit a display filter, one a line. */
    static String list(final Path capture, final String filter)
    {
        return Command.run(List.of("tshark", "-r", capture.toString(), "-o", "ip.check_checksum:TRUE", "-o",
            "tcp.check_checksum:TRUE", "-Y", filter)).orFail().output()
            .lines().filter(line -> !line.startsWith("Running as user")).collect(Collectors.joining("\n"));
    }

    static long packets(final Path capture, final String filter)
    {
        return list(capture, filter).lines().count();
    }
}
