package io.fourtuple.bench.measure.tun;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import io.fourtuple.tun.Errno;
import io.fourtuple.tun.TunDevice;

/**
 * The floor in C: what this machine's device gives at best, {@code tun-floor.c} says what it does. Compiled when asked
 * for, so that no binary lies about; called as one native function, on the same thread and device as the others.
 */
final class CLoop implements HandshakeLoop
{
    private static final String SOURCE = "tun-floor.c";
    private static final int SYNS = 0;
    private static final int ACKS = 1;
    private static final int COUNTS = 2;

    private final MethodHandle run;
    private final MemorySegment counts = Arena.ofAuto().allocate(JAVA_LONG, COUNTS);
    private int fd;

    private CLoop(final MethodHandle run)
    {
        this.run = run;
    }

    /**
     * @param folder for source and library; it is made, and removed when the library is loaded.
     * @return the loop, compiled.
     * @throws IOException whose message says what is missing.
     */
    @SuppressWarnings("restricted")
    static CLoop compile(final Path folder) throws IOException
    {
        Files.createDirectories(folder);
        final Path source = folder.resolve(SOURCE);
        final Path library = folder.resolve("libtun-floor.so");
        try (InputStream resource = CLoop.class.getResourceAsStream(SOURCE))
        {
            Files.copy(resource, source, StandardCopyOption.REPLACE_EXISTING);
        }
        compile(List.of("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
        final MethodHandle run = Linker.nativeLinker().downcallHandle(
            SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow("tun_floor_run"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        // Loaded, and so no longer needed.
        Files.delete(library);
        Files.delete(source);
        Files.delete(folder);
        return new CLoop(run);
    }

    private static void compile(final List<String> commandLine) throws IOException
    {
        final Process process;
        try
        {
            process = new ProcessBuilder(commandLine).redirectErrorStream(true).start();
        }
        catch (final IOException ex)
        {
            throw new IOException("the floor in C needs gcc: apt-get install gcc libc6-dev (" + ex.getMessage() + ")");
        }
        final String output = new String(process.getInputStream().readAllBytes());
        try
        {
            if (process.waitFor() != 0)
            {
                throw new IOException("gcc could not compile " + SOURCE + ": " + output);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while gcc ran");
        }
    }

    @Override
    public String title()
    {
        return "bare C loop: read, read, write";
    }

    @Override
    public void begin(final TunDevice device, final int handshakes)
    {
        fd = device.fd(0);
        counts.fill((byte)0);
    }

    @Override
    public void drain(final int frames)
    {
        final int status;
        try
        {
            status = (int)run.invokeExact(fd, (long)frames, (long)MOST_EMPTY_READS, counts.address());
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException("the JVM could not call the C loop", ex);
        }
        if (status < 0)
        {
            throw new IllegalStateException("read or write: " + Errno.describe(-status));
        }
    }

    @Override
    public long end()
    {
        return Math.min(counts.getAtIndex(JAVA_LONG, SYNS), counts.getAtIndex(JAVA_LONG, ACKS));
    }
}
