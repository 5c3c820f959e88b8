package io.fourtuple.telemetry;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * A file whose parts are mapped into memory, each in one piece. Parts of 2 GiB and more need Java 22, whose memory
 * segments are reached by reflection: this module's class files are for Java 17.
 */
final class MappedFile implements AutoCloseable
{
    private static final int PAGE_BYTES = 4_096;
    private static final int ZEROS_BYTES = 1 << 22;
    private static final int FIRST_WITH_SEGMENTS = 22;

    /**
     * A part of the file. Its memory is given back when this object is garbage.
     *
     * @param address     of its first byte.
     * @param lengthBytes of it.
     * @param owner       keeps the memory.
     */
    record Region(long address, long lengthBytes, Object owner)
    {
    }

    private final Path path;
    private final FileChannel channel;
    private final boolean isWritable;

    private MappedFile(final Path path, final FileChannel channel, final boolean isWritable)
    {
        this.path = path;
        this.channel = channel;
        this.isWritable = isWritable;
    }

    /**
     * Makes a file that only its owner may read and write.
     *
     * @throws IOException if it exists already, or cannot be made.
     */
    static MappedFile create(final Path path) throws IOException
    {
        return new MappedFile(path, FileChannel.open(path, Set.<OpenOption>of(
            StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE), ownersOnly("rw-------")), true);
    }

    /**
     * Opens a file read-only.
     *
     * @throws IOException also if it is no regular file: opening a named pipe would wait for a writer.
     */
    static MappedFile open(final Path path) throws IOException
    {
        if (Files.exists(path) && !Files.isRegularFile(path))
        {
            throw new IOException("not a regular file");
        }
        return new MappedFile(path, FileChannel.open(path, StandardOpenOption.READ), false);
    }

    /** Permissions to make a file or folder with, where the file system has them. */
    static FileAttribute<?>[] ownersOnly(final String permissions)
    {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix") ?
            new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))} :
            new FileAttribute<?>[0];
    }

    /** The reason of a failure, in one line and without the path, which its exception may or may not name. */
    static String reason(final Throwable ex)
    {
        if (ex instanceof FileSystemException system && system.getReason() != null)
        {
            return system.getReason();
        }
        final String kind = ex.getClass().getSimpleName();
        return ex.getMessage() != null && !(ex instanceof FileSystemException) ? ex.getMessage() :
            kind.replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /**
     * @param neededBytes of more file.
     * @param usableBytes that may be taken; below 0 if less is free than is to be left to others.
     * @return the message that there is no room, and where.
     */
    static String noRoom(final Path path, final long neededBytes, final long usableBytes)
    {
        return "no room in " + path.toAbsolutePath().getParent() + ": " + neededBytes + " bytes are needed, " +
            Math.max(0, usableBytes) + " are available";
    }

    Path path()
    {
        return path;
    }

    boolean isOpen()
    {
        return channel.isOpen();
    }

    long lengthBytes() throws IOException
    {
        return channel.size();
    }

    /**
     * Maps zeros behind the file's end. They are written, not only reserved: missing memory is an exception here, but would
     * later be a signal that ends the process.
     *
     * @param offset      a multiple of a page, not before the end.
     * @param lengthBytes of them.
     */
    Region append(final long offset, final long lengthBytes) throws IOException
    {
        final long usable = Files.getFileStore(path).getUsableSpace();
        if (usable < lengthBytes)
        {
            throw new IOException(noRoom(path, lengthBytes, usable));
        }
        final ByteBuffer zeros = ByteBuffer.allocateDirect((int)Math.min(ZEROS_BYTES, lengthBytes));
        try
        {
            long done = 0;
            while (done < lengthBytes)
            {
                zeros.clear().limit((int)Math.min(zeros.capacity(), lengthBytes - done));
                final int written = channel.write(zeros, offset + done);
                done += written;
                MemoryProgress.touched(written);
            }
        }
        finally
        {
            BufferUtil.free(zeros);
        }
        final Region region = map(offset, lengthBytes);
        touch(region);
        return region;
    }

    /** Ends the file here. */
    void truncate(final long lengthBytes) throws IOException
    {
        channel.truncate(lengthBytes);
    }

    /** Writes each page, so that none is missing later, when the loop runs. */
    private static void touch(final Region region)
    {
        long sum = 0;
        for (long at = 0; at < region.lengthBytes(); at += PAGE_BYTES)
        {
            sum += UnsafeApi.getByteVolatile(null, region.address() + at);
        }
        if (sum != 0)
        {
            throw new IllegalStateException("new memory is not zero: sum=" + sum);
        }
    }

    /** Maps an existing part of the file. */
    Region map(final long offset, final long lengthBytes) throws IOException
    {
        final FileChannel.MapMode mode = isWritable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
        if (lengthBytes <= Integer.MAX_VALUE)
        {
            final MappedByteBuffer buffer = channel.map(mode, offset, lengthBytes);
            return new Region(BufferUtil.address(buffer), lengthBytes, buffer);
        }
        checkCanMap(lengthBytes);
        return mapSegment(mode, offset, lengthBytes);
    }

    /** @throws IOException if this Java cannot map so many bytes in one piece. */
    static void checkCanMap(final long lengthBytes) throws IOException
    {
        if (lengthBytes > Integer.MAX_VALUE && Runtime.version().feature() < FIRST_WITH_SEGMENTS)
        {
            throw new IOException(
                "a part of 2 GiB or more needs Java " + FIRST_WITH_SEGMENTS + ": length=" + lengthBytes);
        }
    }

    private Region mapSegment(final FileChannel.MapMode mode, final long offset, final long lengthBytes) throws IOException
    {
        try
        {
            final Class<?> arenas = Class.forName("java.lang.foreign.Arena");
            final Object arena = arenas.getMethod("ofAuto").invoke(null);
            final Object segment = FileChannel.class
                .getMethod("map", FileChannel.MapMode.class, long.class, long.class, arenas)
                .invoke(channel, mode, offset, lengthBytes, arena);
            final Object address = Class.forName("java.lang.foreign.MemorySegment").getMethod("address").invoke(segment);
            return new Region((Long)address, lengthBytes, segment);
        }
        catch (final InvocationTargetException ex)
        {
            throw new IOException("cannot map " + lengthBytes + " bytes: " + ex.getCause().getMessage(), ex.getCause());
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new IOException("cannot map " + lengthBytes + " bytes: " + ex.getMessage(), ex);
        }
    }

    /** Closes the file; its mapped parts stay mapped. */
    @Override
    public void close()
    {
        try
        {
            channel.close();
        }
        catch (final IOException ignore)
        {
            // Nothing is buffered here, so nothing can be lost.
        }
    }
}
