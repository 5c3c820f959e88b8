package io.fourtuple.bench.ab;

import java.util.List;

/**
 * One of the two sides.
 *
 * @param name      for a person to read: {@code old.jar}, {@code this build}; no path of the machine.
 * @param classPath of the build, and of classes of the user's own.
 * @param options   that only this side's runs get, before those of both.
 */
public record Contender(String name, String classPath, List<String> options)
{
    /** Takes a copy. */
    public Contender
    {
        options = List.copyOf(options);
    }

    @Override
    public String toString()
    {
        return name + (options.isEmpty() ? "" : ", with " + String.join(" ", options));
    }
}
