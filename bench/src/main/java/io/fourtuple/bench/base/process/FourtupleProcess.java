package io.fourtuple.bench.base.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A command of {@code fourtuple} as a process of its own, with this process's JVM and options. It ends with this object,
 * or with this process.
 */
public final class FourtupleProcess implements AutoCloseable
{
    /** Named, not imported: the command line stands above all that runs it again. */
    public static final String MAIN_CLASS = "io.fourtuple.bench.tool.command.Main";
    /** Main class of older builds, from before this module was split into wings; comparisons run them too. */
    private static final String FORMER_MAIN_CLASS = "io.fourtuple.bench.cli.Main";

    private static final int LAST_LINES = 20;
    private static final int PATIENCE_S = 60;

    private final List<String> arguments;
    private final Process process;
    private final Thread atExit;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private FourtupleProcess(final List<String> arguments, final String cpus, final boolean isRead)
    {
        this.arguments = arguments;
        try
        {
            process = new ProcessBuilder(commandLine(arguments, cpus))
                .redirectErrorStream(true)
                .redirectOutput(isRead ? Redirect.PIPE : Redirect.DISCARD)
                .start();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot start " + arguments, ex);
        }
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        if (isRead)
        {
            Thread.ofPlatform().daemon().name("lines-of-" + arguments.get(0)).start(this::collect);
        }
    }

    /**
     * One whose lines are read.
     *
     * @param cpus it may use, as taskset has them; empty for all.
     */
    public static FourtupleProcess talking(final List<String> arguments, final String cpus)
    {
        return new FourtupleProcess(arguments, cpus, true);
    }

    /**
     * One whose output goes nowhere.
     *
     * @param cpus it may use, as taskset has them; empty for all.
     */
    public static FourtupleProcess silent(final List<String> arguments, final String cpus)
    {
        return new FourtupleProcess(arguments, cpus, false);
    }

    private static List<String> commandLine(final List<String> arguments, final String cpus)
    {
        final List<String> all = new ArrayList<>(cpus.isEmpty() ? List.of() : List.of("taskset", "-c", cpus));
        // The launcher starts the commands that only look with the first compiler alone.
        final List<String> more = arguments.get(0).equals("demo") ? List.of() : List.of("-XX:TieredStopAtLevel=1");
        all.addAll(java(more, System.getProperty("java.class.path"), MAIN_CLASS));
        all.addAll(arguments);
        return all;
    }

    /**
     * The command line that runs a class as this process runs: the same JVM, and all options that the launcher gave it
     * or the user by FOURTUPLE_JAVA_OPTS.
     *
     * @param more      options of the JVM.
     * @param classPath of the class.
     * @param mainClass to be run.
     * @return the words, to which arguments of the class may be added.
     */
    public static List<String> java(final List<String> more, final String classPath, final String mainClass)
    {
        final List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        all.addAll(more);
        all.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED", "-cp", classPath, mainClass));
        return all;
    }

    /**
     * @param seconds to wait at most.
     * @return the next line of output.
     * @throws IllegalStateException if none comes, or the process has ended.
     */
    public String line(final int seconds)
    {
        try
        {
            final String line = lines.poll(seconds, TimeUnit.SECONDS);
            if (line == null)
            {
                throw new IllegalStateException(
                    arguments.get(0) + (process.isAlive() ? " says nothing" : " has ended: " + process.exitValue()));
            }
            return line;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ex);
        }
    }

    /** Ends it in order, as Ctrl-C does; gives its exit status. */
    public int stop()
    {
        process.destroy();
        return await();
    }

    /** Waits for its own end; gives its exit status. */
    public int await()
    {
        try
        {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
            {
                throw new IllegalStateException(arguments.get(0) + " does not end");
            }
            return process.exitValue();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ex);
        }
    }

    /** The last output that nobody has read, for a message. */
    public String last()
    {
        final List<String> rest = new ArrayList<>();
        lines.drainTo(rest);
        return String.join("\n", rest.subList(Math.max(0, rest.size() - LAST_LINES), rest.size()));
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
        try
        {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        catch (final IllegalStateException ignore)
        {
            // This process is ending: the hook runs.
        }
    }

    private void collect()
    {
        try (BufferedReader reader = process.inputReader())
        {
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                lines.add(line);
            }
        }
        catch (final IOException ignore)
        {
            // It was ended.
        }
    }

    /**
     * @param jar of a build.
     * @return the class that runs its command line; empty if there is none.
     * @throws IOException if it cannot be read as a jar.
     */
    public static Optional<String> mainClassOf(final Path jar) throws IOException
    {
        try (ZipFile zip = new ZipFile(jar.toFile()))
        {
            return Stream.of(MAIN_CLASS, FORMER_MAIN_CLASS)
                .filter(name -> zip.getEntry(name.replace('.', '/') + ".class") != null).findFirst();
        }
    }
}
