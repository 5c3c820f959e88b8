package io.fourtuple.bench.measure.ab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the two sides.
 *
 * @param name      for a person to read: {@code old.jar}, {@code this build}; no path of the machine.
 * @param mainClass of the build's command line.
 * @param classPath of the build, and of classes of the user's own.
 * @param options   that only this side's runs get, before those of both.
 */
public record Build(String name, String mainClass, String classPath, List<String> options)
{
    /** Takes a copy. */
    public Build
    {
        options = List.copyOf(options);
    }

    /** Whether it has the same options and, byte by byte, the same classes. */
    boolean isSameAs(final Build other)
    {
        final List<String> own = List.of(classPath.split(File.pathSeparator));
        final List<String> others = List.of(other.classPath.split(File.pathSeparator));
        return options.equals(other.options) && own.size() == others.size() &&
            IntStream.range(0, own.size()).allMatch(i -> isSame(own.get(i), others.get(i)));
    }

    private static boolean isSame(final String one, final String other)
    {
        try
        {
            return one.equals(other) || Files.isRegularFile(Path.of(one)) && Files.isRegularFile(Path.of(other)) &&
                Files.mismatch(Path.of(one), Path.of(other)) < 0;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    @Override
    public String toString()
    {
        return name + (options.isEmpty() ? "" : ", with " + String.join(" ", options));
    }
}
