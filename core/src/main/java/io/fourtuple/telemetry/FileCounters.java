package io.fourtuple.telemetry;

import java.util.HashMap;
import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of a telemetry file. They are found by name, so that a reader and a writer of different builds understand each
 * other as far as they know the same ones.
 */
public final class FileCounters implements CounterValues
{
    private static final int UNKNOWN = -1;

    private final CountersReader reader;
    private final FileSection[] sections;
    private final int[] ids = new int[Counter.ALL.size()];

    /** Told of each counter of a file. */
    @FunctionalInterface
    public interface Consumer
    {
        /**
         * @param label   name, as {@code nstat} would print it.
         * @param kind    what it is for.
         * @param meaning in words.
         * @param value   now.
         */
        void counter(String label, Counter.Kind kind, String meaning, long value);
    }

    FileCounters(final FileSection labels, final FileSection values)
    {
        java.util.Arrays.fill(ids, UNKNOWN);
        sections = new FileSection[]{labels, values};
        reader = labels == null || values == null ? null : new CountersReader(
            new UnsafeBuffer(labels.address(), (int)labels.lengthBytes()),
            new UnsafeBuffer(values.address(), (int)values.lengthBytes()));
        if (reader != null)
        {
            final Map<String, Integer> byLabel = new HashMap<>();
            reader.forEach((id, typeId, key, label) -> byLabel.put(name(label), id));
            for (final Counter counter : Counter.ALL)
            {
                ids[counter.ordinal()] = byLabel.getOrDefault(counter.label(), UNKNOWN);
            }
        }
    }

    private static String name(final String label)
    {
        final int colon = label.indexOf(": ");
        return colon < 0 ? label : label.substring(0, colon);
    }

    @Override
    public long get(final Counter counter)
    {
        final int id = ids[counter.ordinal()];
        return id == UNKNOWN ? 0 : reader.getCounterValue(id);
    }

    /** Tells of each counter of the file, in its order, also of those that this build does not know. */
    public void forEach(final Consumer consumer)
    {
        if (reader != null)
        {
            reader.forEach((id, typeId, key, label) ->
            {
                final Counter.Kind[] kinds = Counter.Kind.values();
                final int colon = label.indexOf(": ");
                consumer.counter(name(label), typeId >= 0 && typeId < kinds.length ? kinds[typeId] : Counter.Kind.EVENT,
                    colon < 0 ? "" : label.substring(colon + 2), reader.getCounterValue(id));
            });
        }
    }

    @Override
    public String toString()
    {
        return sections[0] == null ? "no counters" : describe();
    }
}
