package io.fourtuple.packetdrill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Scripts that pass with Linux's TIME_WAIT and not with the engine's default: each with the line at which it fails then,
 * and why the default does otherwise. The file has a line a script, {@code FILE LINE REASON}. A script is known by the name
 * of its file, so that it is found whatever folder was given to be run.
 */
final class PolicyDifferences
{
    private static final String FILE = "/packetdrill/otherwise-by-default-policy.txt";

    private record Entry(int line, String reason)
    {
    }

    private final Map<String, Entry> entries = new HashMap<>();

    private PolicyDifferences()
    {
    }

    static PolicyDifferences read()
    {
        final PolicyDifferences differences = new PolicyDifferences();
        try (InputStream input = PolicyDifferences.class.getResourceAsStream(FILE))
        {
            new String(input.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" ", 3))
                .forEach(words ->
                    differences.entries.put(words[0], new Entry(Integer.parseInt(words[1]), words[2])));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return differences;
    }

    /** @return why the script fails under the default, or null if it has to pass. */
    String reason(final String script)
    {
        final Entry entry = entries.get(fileName(script));
        return entry == null ? null : entry.reason;
    }

    /** @return the line at which it fails. */
    int line(final String script)
    {
        return entries.get(fileName(script)).line;
    }

    private static String fileName(final String script)
    {
        return script.substring(script.lastIndexOf('/') + 1);
    }
}
