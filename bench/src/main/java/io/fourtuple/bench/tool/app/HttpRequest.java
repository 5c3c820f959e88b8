package io.fourtuple.bench.tool.app;

import java.nio.charset.StandardCharsets;

import org.agrona.DirectBuffer;

/**
 * Reads requests (RFC 9112 2 and 3) as their bytes come, in pieces of any size: a connection's parse state. It holds
 * one line at most, of which only the beginning is kept, and allocates nothing for a request.
 * <pre>
 *   REQUEST_LINE ── line ──> HEADERS ── empty line ──> [BODY] ──> complete, and again
 *        └── mistake ──> complete with an error that ends the connection
 * </pre>
 */
final class HttpRequest
{
    private static final int LINE_LENGTH = 512;
    private static final int MAX_HEAD_LENGTH = 16_384;
    private static final int MAX_BODY_LENGTH = 1 << 20;
    private static final byte[] BYTES_PATH = "/bytes/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION = "connection".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCHEME = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "GET".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "HEAD".getBytes(StandardCharsets.US_ASCII);

    private enum State
    {
        REQUEST_LINE,
        HEADERS,
        BODY
    }

    private final byte[] line = new byte[LINE_LENGTH];
    private State state;
    private int lineLength;
    private int headLength;
    private long bodyLength;
    private int status;
    private long resourceLength;
    private boolean head;
    private boolean http10;
    private boolean close;
    private boolean hostSeen;

    HttpRequest()
    {
        reset();
    }

    /** Begins with a new connection. */
    void reset()
    {
        state = State.REQUEST_LINE;
        lineLength = 0;
        headLength = 0;
    }

    /**
     * Reads on until a request is complete or the bytes end.
     *
     * @return the bytes used if a request is complete, which {@link #response()} then answers; or the complement
     * ({@code ~length}) if all were used and it is not.
     */
    int parse(final DirectBuffer buffer, final int offset, final int length)
    {
        int used = 0;
        while (used < length)
        {
            if (state == State.BODY)
            {
                final int skipped = (int)Math.min(bodyLength, length - used);
                used += skipped;
                bodyLength -= skipped;
                if (bodyLength == 0)
                {
                    state = State.REQUEST_LINE;
                    return used;
                }
                continue;
            }
            final byte next = buffer.getByte(offset + used++);
            if (++headLength > MAX_HEAD_LENGTH)
            {
                return fail(431, used);
            }
            if (next != '\n')
            {
                // Only the beginning of a header line is looked at, so the rest need not be kept.
                if (lineLength < LINE_LENGTH)
                {
                    line[lineLength] = next;
                }
                lineLength++;
            }
            else if (endLine())
            {
                return used;
            }
        }
        return ~length;
    }

    /** @return the answer to the request that was completed, as {@link HttpResponse} reads it. */
    long response()
    {
        return HttpResponse.of(status, resourceLength, head, http10, close);
    }

    private int fail(final int errorStatus, final int used)
    {
        status = errorStatus;
        close = true;
        head = false;
        resourceLength = 0;
        reset();
        return used;
    }

    /** @return whether the request is complete. */
    private boolean endLine()
    {
        int length = lineLength;
        lineLength = 0;
        if (length > 0 && length <= LINE_LENGTH && line[length - 1] == '\r')
        {
            length--;
        }
        if (state == State.REQUEST_LINE)
        {
            // RFC 9112 2.2: empty lines before a request are ignored.
            return length > 0 && !requestLine(length);
        }
        if (length > 0)
        {
            return !header(Math.min(length, LINE_LENGTH));
        }
        headLength = 0;
        if (!hostSeen && !http10 && status < 400)
        {
            fail(400, 0);
            return true;
        }
        state = bodyLength > 0 ? State.BODY : State.REQUEST_LINE;
        return bodyLength == 0;
    }

    /** @return false if the request ends here, with an error. */
    private boolean requestLine(final int length)
    {
        status = 200;
        resourceLength = 0;
        head = false;
        hostSeen = false;
        bodyLength = 0;
        if (length > LINE_LENGTH)
        {
            fail(414, 0);
            return false;
        }
        final int firstSpace = indexOf(' ', 0, length);
        final int secondSpace = indexOf(' ', firstSpace + 1, length);
        final boolean isHttp1 = length - secondSpace - 1 == VERSION.length + 1 && matches(VERSION, secondSpace + 1);
        final int minor = line[length - 1];
        if (firstSpace < 1 || secondSpace < firstSpace + 2 || !isHttp1 || minor < '0' || minor > '9' ||
            !isToken(firstSpace))
        {
            fail(400, 0);
            return false;
        }
        http10 = minor == '0';
        close = http10;
        head = isMethod(HEAD, firstSpace);
        resource(firstSpace + 1, secondSpace);
        if (!head && !isMethod(GET, firstSpace))
        {
            status = 405;
        }
        state = State.HEADERS;
        return true;
    }

    private void resource(final int from, final int end)
    {
        int start = from;
        if (matches(SCHEME, from))
        {
            // RFC 9112 3.2.2: a server must take the absolute form too.
            start = indexOf('/', from + SCHEME.length, end);
        }
        final int query = start < 0 ? -1 : indexOf('?', start, end);
        final int stop = query < 0 ? end : query;
        if (start < 0 || (stop - start == 1 && line[start] == '/'))
        {
            resourceLength = HttpResponse.PAGE;
            return;
        }
        final int digits = stop - start - BYTES_PATH.length;
        if (digits < 1 || digits > 10 || !matches(BYTES_PATH, start))
        {
            status = 404;
            return;
        }
        resourceLength = number(start + BYTES_PATH.length, stop);
        if (resourceLength < 0 || resourceLength > HttpResponse.MAX_BODY_LENGTH)
        {
            status = 404;
            resourceLength = 0;
        }
    }

    /** @return false if the request ends here, with an error. */
    private boolean header(final int length)
    {
        final int colon = indexOf(':', 0, length);
        if (colon < 1 || line[colon - 1] == ' ')
        {
            fail(400, 0);
            return false;
        }
        int start = colon + 1;
        while (start < length && (line[start] == ' ' || line[start] == '\t'))
        {
            start++;
        }
        if (isName(HOST, colon))
        {
            hostSeen = true;
        }
        else if (isName(CONNECTION, colon))
        {
            close = containsToken(CLOSE, start, length) || (close && !containsToken(KEEP_ALIVE, start, length));
        }
        else if (isName(CONTENT_LENGTH, colon))
        {
            int end = length;
            while (end > start && line[end - 1] == ' ')
            {
                end--;
            }
            bodyLength = end - start > 9 ? MAX_BODY_LENGTH + 1 : number(start, end);
            if (bodyLength < 0 || bodyLength > MAX_BODY_LENGTH)
            {
                fail(bodyLength < 0 ? 400 : 413, 0);
                return false;
            }
        }
        else if (isName(TRANSFER_ENCODING, colon))
        {
            fail(501, 0);
            return false;
        }
        return true;
    }

    private boolean isToken(final int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (line[i] <= ' ' || line[i] == 127 || line[i] == ':' || line[i] == '/' || line[i] == '"')
            {
                return false;
            }
        }
        return true;
    }

    private boolean isMethod(final byte[] method, final int length)
    {
        return length == method.length && matches(method, 0);
    }

    private boolean isName(final byte[] lowerCase, final int length)
    {
        return length == lowerCase.length && matchesIgnoringCase(lowerCase, 0);
    }

    private boolean containsToken(final byte[] lowerCase, final int start, final int end)
    {
        for (int i = start; i + lowerCase.length <= end; i++)
        {
            if (matchesIgnoringCase(lowerCase, i))
            {
                return true;
            }
        }
        return false;
    }

    private boolean matches(final byte[] expected, final int start)
    {
        return start + expected.length <= LINE_LENGTH && java.util.Arrays.equals(
            line, start, start + expected.length, expected, 0, expected.length);
    }

    private boolean matchesIgnoringCase(final byte[] lowerCase, final int start)
    {
        for (int i = 0; i < lowerCase.length; i++)
        {
            final byte actual = line[start + i];
            if ((actual >= 'A' && actual <= 'Z' ? actual + 32 : actual) != lowerCase[i])
            {
                return false;
            }
        }
        return true;
    }

    private int indexOf(final char wanted, final int from, final int end)
    {
        for (int i = from; i < end; i++)
        {
            if (line[i] == wanted)
            {
                return i;
            }
        }
        return -1;
    }

    /** @return the number that the digits are, or -1. */
    private long number(final int from, final int end)
    {
        long value = from < end ? 0 : -1;
        for (int i = from; i < end; i++)
        {
            if (line[i] < '0' || line[i] > '9')
            {
                return -1;
            }
            value = value * 10 + line[i] - '0';
        }
        return value;
    }
}
