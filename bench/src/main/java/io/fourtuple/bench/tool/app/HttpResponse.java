package io.fourtuple.bench.tool.app;

import java.nio.charset.StandardCharsets;

import org.agrona.MutableDirectBuffer;

/**
 * A response in one {@code long}, so that any number of pipelined ones can wait in a small array, and its bytes, which
 * can be made again whenever the connection takes more. There is no Date header (RFC 9110 6.6.1 asks for it only where
 * there is a clock): the bytes depend on the request alone.
 * <pre>
 *   63      62      61      60      41        40                    0
 *   +-------+-------+-------+--------+---------+--------------------+
 *   | head  | http10| close | ...    | status  | body length, bytes |
 *   +-------+-------+-------+--------+---------+--------------------+
 *                                     32..41     0..31; PAGE: the page
 * </pre>
 */
final class HttpResponse
{
    /** Largest {@code /bytes/N}. */
    static final long MAX_BODY_LENGTH = 1L << 30;
    /** Stands for the length of the page. */
    static final long PAGE = 0xFFFF_FFFFL;

    private static final long HEAD = 1L << 63;
    private static final long HTTP_10 = 1L << 62;
    private static final long CLOSE = 1L << 61;
    private static final int STATUS_SHIFT = 32;
    private static final int STATUS_MASK = 0x3FF;

    private static final byte[] PAGE_BYTES = ascii(
        "<!doctype html><title>fourtuple</title>\n" +
        "<p>This page comes from fourtuple: a TCP engine in Java, on a TUN device. " +
        "On this side the kernel's TCP has no part in it.\n" +
        "<p><a href=\"/bytes/1000000\">/bytes/N</a> sends N bytes, up to 1073741824.\n");

    private static final byte[] OK = ascii("OK");
    private static final byte[] BAD_REQUEST = ascii("Bad Request");
    private static final byte[] NOT_FOUND = ascii("Not Found");
    private static final byte[] METHOD_NOT_ALLOWED = ascii("Method Not Allowed");
    private static final byte[] CONTENT_TOO_LARGE = ascii("Content Too Large");
    private static final byte[] URI_TOO_LONG = ascii("URI Too Long");
    private static final byte[] HEADER_TOO_LARGE = ascii("Request Header Fields Too Large");
    private static final byte[] NOT_IMPLEMENTED = ascii("Not Implemented");

    private HttpResponse()
    {
    }

    static long of(
        final int status, final long length, final boolean head, final boolean http10, final boolean close)
    {
        final long body = status == 200 ? length : 0;
        return body | (long)status << STATUS_SHIFT | (head ? HEAD : 0) | (http10 ? HTTP_10 : 0) | (close ? CLOSE : 0);
    }

    static boolean isClose(final long response)
    {
        return (response & CLOSE) != 0;
    }

    static int status(final long response)
    {
        return (int)(response >>> STATUS_SHIFT) & STATUS_MASK;
    }

    /** @return bytes of the pattern that follow {@link #putPreamble}'s. */
    static long patternLength(final long response)
    {
        final long length = response & 0xFFFF_FFFFL;
        return (response & HEAD) != 0 || length == PAGE || status(response) != 200 ? 0 : length;
    }

    /**
     * Writes status line and headers, and the body if it is a page.
     *
     * @return the number of bytes.
     */
    static int putPreamble(final MutableDirectBuffer buffer, final long response)
    {
        final int status = status(response);
        final boolean isPage = status != 200 || (response & 0xFFFF_FFFFL) == PAGE;
        final byte[] page = status == 200 ? PAGE_BYTES : reason(status);
        // An error's page is its reason and a line end.
        final long bodyLength = !isPage ? response & 0xFFFF_FFFFL : status == 200 ? page.length : page.length + 1;
        int index = buffer.putStringWithoutLengthAscii(0, "HTTP/1.1 ");
        index += buffer.putIntAscii(index, status);
        buffer.putByte(index++, (byte)' ');
        final byte[] reason = reason(status);
        buffer.putBytes(index, reason);
        index += reason.length;
        index += buffer.putStringWithoutLengthAscii(index, "\r\nServer: fourtuple\r\nContent-Type: ");
        index += buffer.putStringWithoutLengthAscii(
            index, !isPage ? "application/octet-stream" : status == 200 ? "text/html" : "text/plain");
        index += buffer.putStringWithoutLengthAscii(index, "\r\nContent-Length: ");
        index += buffer.putLongAscii(index, bodyLength);
        if (status == 405)
        {
            index += buffer.putStringWithoutLengthAscii(index, "\r\nAllow: GET, HEAD");
        }
        if (isClose(response))
        {
            index += buffer.putStringWithoutLengthAscii(index, "\r\nConnection: close");
        }
        else if ((response & HTTP_10) != 0)
        {
            index += buffer.putStringWithoutLengthAscii(index, "\r\nConnection: keep-alive");
        }
        index += buffer.putStringWithoutLengthAscii(index, "\r\n\r\n");
        if (isPage && (response & HEAD) == 0)
        {
            buffer.putBytes(index, page);
            index += page.length;
            if (status != 200)
            {
                buffer.putByte(index++, (byte)'\n');
            }
        }
        return index;
    }

    private static byte[] reason(final int status)
    {
        return switch (status)
        {
            case 200 -> OK;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 413 -> CONTENT_TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 431 -> HEADER_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            default -> BAD_REQUEST;
        };
    }

    private static byte[] ascii(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
