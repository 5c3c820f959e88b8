package io.fourtuple.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of a telemetry file. They are found by name, so that a reader and a writer of different builds share the ones
 * that both know. The layout is that of Agrona's {@code CountersReader}, which trusts each length that it reads; this class
 * does not.
 */
public final class FileCounters implements CounterValues
{
    private static final int UNKNOWN = -1;
    /** More than any engine has. */
    private static final int MAX_COUNTERS = 4_096;

    private final FileSection values;
    private final List<Entry> entries = new ArrayList<>();
    private final int[] ids = new int[Counter.ALL.size()];

    /** Called for each counter of a file. */
    @FunctionalInterface
    public interface Consumer
    {
        /**
         * @param label   name, as {@code nstat} would print it.
         * @param kind    of the counter.
         * @param meaning in words.
         * @param value   now.
         */
        void counter(String label, Counter.Kind kind, String meaning, long value);
    }

    private record Entry(int id, String label, Counter.Kind kind, String meaning)
    {
    }

    /**
     * @param labels null for none.
     * @param values null for none.
     */
    FileCounters(final FileSection labels, final FileSection values)
    {
        this.values = values;
        Arrays.fill(ids, UNKNOWN);
        if (labels != null && values != null)
        {
            final long end = Math.min(MAX_COUNTERS, Math.min(labels.lengthBytes() / CountersReader.METADATA_LENGTH,
                values.lengthBytes() / CountersReader.COUNTER_LENGTH));
            read(labels, (int)end);
        }
        for (final Entry entry : entries)
        {
            for (final Counter counter : Counter.ALL)
            {
                if (counter.label().equals(entry.label))
                {
                    ids[counter.ordinal()] = entry.id;
                }
            }
        }
    }

    private void read(final FileSection labels, final int end)
    {
        for (int id = 0; id < end; id++)
        {
            final long at = (long)id * CountersReader.METADATA_LENGTH;
            final int use = labels.getInt(at);
            if (use == CountersReader.RECORD_UNUSED)
            {
                return;
            }
            if (use == CountersReader.RECORD_ALLOCATED)
            {
                final int length = Math.max(0, Math.min(CountersReader.MAX_LABEL_LENGTH,
                    labels.getInt(at + CountersReader.LABEL_OFFSET)));
                final byte[] text = labels.getBytes(at + CountersReader.LABEL_OFFSET + Integer.BYTES, length);
                entries.add(entry(id, labels.getInt(at + CountersReader.TYPE_ID_OFFSET),
                    FileText.clean(new String(text, StandardCharsets.UTF_8))));
            }
        }
    }

    private static Entry entry(final int id, final int typeId, final String text)
    {
        final Counter.Kind[] kinds = Counter.Kind.values();
        final int colon = text.indexOf(": ");
        return new Entry(id, colon < 0 ? text : text.substring(0, colon),
            typeId >= 0 && typeId < kinds.length ? kinds[typeId] : Counter.Kind.EVENT,
            colon < 0 ? "" : text.substring(colon + 2));
    }

    @Override
    public long get(final Counter counter)
    {
        final int id = ids[counter.ordinal()];
        return id == UNKNOWN ? 0 : value(id);
    }

    private long value(final int id)
    {
        return values.getLong((long)id * CountersReader.COUNTER_LENGTH);
    }

    /** Calls the consumer for each counter of the file, in its order, also for counters that this build does not know. */
    public void forEach(final Consumer consumer)
    {
        for (final Entry entry : entries)
        {
            consumer.counter(entry.label, entry.kind, entry.meaning, value(entry.id));
        }
    }

    @Override
    public String toString()
    {
        return entries.isEmpty() ? "no counters" : describe();
    }
}
