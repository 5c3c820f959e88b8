package io.fourtuple.bench.measure.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Something that a build or a run needs of the machine, and the Debian package that brings it.
 *
 * @param what          a command's name, or a file's whole path.
 * @param debianPackage its name.
 */
record Prerequisite(String what, String debianPackage)
{
    boolean isThere()
    {
        if (what.startsWith("/"))
        {
            return Files.exists(Path.of(what));
        }
        final String path =
            String.join(File.pathSeparator, System.getenv().getOrDefault("PATH", ""), "/usr/bin", "/usr/sbin", "/sbin");
        return Pattern.compile(File.pathSeparator).splitAsStream(path)
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, what)));
    }
}
