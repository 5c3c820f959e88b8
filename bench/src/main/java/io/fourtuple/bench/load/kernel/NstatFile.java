package io.fourtuple.bench.load.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's counters of a network namespace: {@code /proc/net/snmp} and {@code /proc/net/netstat}, by the names that
 * {@code nstat} gives them.
 * <pre>
 *   TcpExt: SyncookiesSent SyncookiesRecv ...          a line of names,
 *   TcpExt: 4711 12 ...                                then one of values: TcpExtSyncookiesSent 4711
 * </pre>
 */
final class NstatFile
{
    private NstatFile()
    {
    }

    /**
     * @param lines of one of the files.
     * @return value by name, in the file's order.
     */
    static Map<String, Long> parse(final List<String> lines)
    {
        final Map<String, Long> counters = new LinkedHashMap<>();
        for (int i = 0; i + 1 < lines.size(); i += 2)
        {
            final String[] names = lines.get(i).trim().split("[: ]+");
            final String[] values = lines.get(i + 1).trim().split("[: ]+");
            if (names.length != values.length || !names[0].equals(values[0]))
            {
                throw new IllegalArgumentException(
                    "names and values do not go together: " + lines.get(i) + " and " + lines.get(i + 1));
            }
            for (int j = 1; j < names.length; j++)
            {
                counters.put(names[0] + names[j], Long.parseLong(values[j]));
            }
        }
        return counters;
    }
}
