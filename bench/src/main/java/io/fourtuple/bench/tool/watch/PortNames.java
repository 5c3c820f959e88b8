package io.fourtuple.bench.tool.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names of ports, as {@code /etc/services} has them. */
final class PortNames
{
    private static final Path FILE = Path.of("/etc/services");

    private PortNames()
    {
    }

    /**
     * @param name as in {@code http}.
     * @return its TCP port; -1 if there is no such name, or no such file.
     */
    static int port(final String name)
    {
        try
        {
            // A line: name, port/protocol, other names, # comment.
            for (final String line : Files.readAllLines(FILE, StandardCharsets.ISO_8859_1))
            {
                final String[] words = line.replaceFirst("#.*", "").trim().split("\\s+");
                if (words.length >= 2 && words[1].matches("\\d{1,5}/tcp") && hasName(words, name))
                {
                    return Integer.parseInt(words[1].substring(0, words[1].indexOf('/')));
                }
            }
        }
        catch (final IOException ex)
        {
            // Without the file a port is known by its number only.
        }
        return -1;
    }

    private static boolean hasName(final String[] words, final String name)
    {
        for (int i = 0; i < words.length; i++)
        {
            if (i != 1 && words[i].equals(name))
            {
                return true;
            }
        }
        return false;
    }
}
