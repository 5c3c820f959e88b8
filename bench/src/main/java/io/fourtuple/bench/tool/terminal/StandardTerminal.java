package io.fourtuple.bench.tool.terminal;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

import io.fourtuple.tun.Libc;

/**
 * A file descriptor of this process, which the kernel is asked about: it tells the size of a terminal, and fails for
 * anything else. The environment has the last word ({@code TERM=dumb}, {@code NO_COLOR}, see no-color.org).
 */
final class StandardTerminal implements Terminal
{
    // asm-generic/ioctls.h; struct winsize is four shorts: rows, columns, and two that nobody fills.
    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINSIZE_LENGTH = 8;
    private static final int MAX_SIZE = 10_000;

    private final PrintWriter writer;
    private final int fileDescriptor;
    private final boolean isInteractive;
    private final boolean hasColour;
    private final int defaultColumns;
    private final int defaultRows;

    StandardTerminal(final PrintWriter writer, final int fileDescriptor, final Map<String, String> environment)
    {
        this.writer = writer;
        this.fileDescriptor = fileDescriptor;
        final String kind = environment.getOrDefault("TERM", "dumb");
        isInteractive = size(fileDescriptor) != null && !kind.isEmpty() && !kind.equals("dumb");
        hasColour = isInteractive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        defaultColumns = positive(environment.get("COLUMNS"), DEFAULT_COLUMNS);
        defaultRows = positive(environment.get("LINES"), DEFAULT_ROWS);
    }

    @Override
    public boolean isInteractive()
    {
        return isInteractive;
    }

    @Override
    public boolean hasColour()
    {
        return hasColour;
    }

    @Override
    public int columns()
    {
        final int[] size = size(fileDescriptor);
        return size == null || size[1] == 0 ? defaultColumns : size[1];
    }

    @Override
    public int rows()
    {
        final int[] size = size(fileDescriptor);
        return size == null || size[0] == 0 ? defaultRows : size[0];
    }

    @Override
    public void write(final String text)
    {
        writer.write(text);
        writer.flush();
    }

    /** @return rows and columns, 0 if unknown; null if it is no terminal. */
    private static int[] size(final int fileDescriptor)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment winsize = arena.allocate(WINSIZE_LENGTH, Short.BYTES);
            return new Libc().ioctl(fileDescriptor, TIOCGWINSZ, winsize.address()) < 0 ? null : new int[]{
                Short.toUnsignedInt(winsize.get(JAVA_SHORT, 0)),
                Short.toUnsignedInt(winsize.get(JAVA_SHORT, Short.BYTES))};
        }
        catch (final RuntimeException | LinkageError ex)
        {
            // Not Linux, or no native access: plain lines are right everywhere.
            return null;
        }
    }

    private static int positive(final String text, final int otherwise)
    {
        if (text == null || !text.matches("\\d{1,5}"))
        {
            return otherwise;
        }
        final int value = Integer.parseInt(text);
        return value > 0 && value <= MAX_SIZE ? value : otherwise;
    }
}
