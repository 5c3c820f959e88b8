package io.fourtuple.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.agrona.BitUtil;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.errors.ErrorConsumer;

/**
 * The texts of a telemetry file, whose writer may be hostile: no length in it is trusted, no text is read without end, and no
 * character that controls a terminal is passed on.
 */
final class FileText
{
    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_LOG_BYTES = 1 << 24;

    private FileText()
    {
    }

    /** Lines {@code name=value}, in their order; each in one line, without control characters. */
    static Map<String, String> lines(final FileSection section)
    {
        final byte[] bytes = section.getBytes(0, (int)Math.min(section.lengthBytes(), MAX_TEXT_BYTES));
        int length = 0;
        while (length < bytes.length && bytes[length] != 0)
        {
            length++;
        }
        final Map<String, String> lines = new LinkedHashMap<>();
        new String(bytes, 0, length, StandardCharsets.UTF_8).lines().filter(line -> line.indexOf('=') > 0).forEach(line ->
            lines.put(clean(line.substring(0, line.indexOf('='))), clean(line.substring(line.indexOf('=') + 1))));
        return lines;
    }

    /**
     * Distinct errors, as Agrona's {@code ErrorLogReader} would read them from a trusted file. An impossible record ends the
     * log.
     *
     * @return their number.
     */
    static int errors(final FileSection log, final ErrorConsumer consumer)
    {
        final long end = Math.min(log.lengthBytes(), MAX_LOG_BYTES);
        int count = 0;
        long offset = 0;
        while (offset <= end - DistinctErrorLog.ENCODED_ERROR_OFFSET)
        {
            final int length = log.getInt(offset + DistinctErrorLog.LENGTH_OFFSET);
            if (length < DistinctErrorLog.ENCODED_ERROR_OFFSET || length > Math.min(end - offset, MAX_TEXT_BYTES))
            {
                break;
            }
            final long firstMs = log.getLong(offset + DistinctErrorLog.FIRST_OBSERVATION_TIMESTAMP_OFFSET);
            final long lastMs = log.getLong(offset + DistinctErrorLog.LAST_OBSERVATION_TIMESTAMP_OFFSET);
            final byte[] text = log.getBytes(offset + DistinctErrorLog.ENCODED_ERROR_OFFSET,
                length - DistinctErrorLog.ENCODED_ERROR_OFFSET);
            // The writer publishes a record before its first count.
            consumer.accept(Math.max(1, log.getInt(offset + DistinctErrorLog.OBSERVATION_COUNT_OFFSET)),
                firstMs, Math.max(firstMs, lastMs), cleanLines(new String(text, StandardCharsets.UTF_8)));
            count++;
            offset += BitUtil.align(length, DistinctErrorLog.RECORD_ALIGNMENT);
        }
        return count;
    }

    /** The text with a question mark for each invisible character, such as those that control a terminal. */
    static String clean(final String text)
    {
        return clean(text, false);
    }

    private static String cleanLines(final String text)
    {
        return clean(text, true);
    }

    private static String clean(final String text, final boolean hasLines)
    {
        final StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point ->
            clean.appendCodePoint(isSeen(point) || hasLines && (point == '\n' || point == '\t') ? point : '?'));
        return clean.toString();
    }

    private static boolean isSeen(final int point)
    {
        return switch (Character.getType(point))
        {
            // FORMAT includes the characters that turn the direction of writing.
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE,
                Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
