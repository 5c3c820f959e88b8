package io.fourtuple.bench.tool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;

class HttpHandlerTest
{
    private static final String GET_PAGE = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int PLENTY = 1 << 20;

    private final HttpHandler handler = new HttpHandler();
    private final FakeTcp tcp = new FakeTcp(handler, PLENTY);

    @Test
    void shouldAnswerTheSameWhereverARequestIsSplit()
    {
        tcp.deliver(GET_PAGE);
        final String expected = tcp.text();
        assertTrue(expected.startsWith("HTTP/1.1 200 OK\r\n"), expected);
        for (int i = 1; i < GET_PAGE.length(); i++)
        {
            final FakeTcp split = new FakeTcp(handler, PLENTY);
            split.deliver(GET_PAGE.substring(0, i));
            assertEquals("", split.text());
            split.deliver(GET_PAGE.substring(i));
            assertEquals(expected, split.text(), "split at " + i);
        }
    }

    @Test
    void shouldSendAsManyBytesAsContentLengthSays()
    {
        tcp.deliver(GET_PAGE);
        assertEquals(contentLength(tcp.text()), body(tcp.text()).length());
        assertTrue(body(tcp.text()).contains("fourtuple"));
        assertFalse(tcp.closed);
    }

    @Test
    void shouldAnswerPipelinedRequestsInOrder()
    {
        tcp.deliver(GET_PAGE + "\r\nGET /none HTTP/1.1\nHost: x\n\n" + GET_PAGE);
        final String text = tcp.text();
        final int notFound = text.indexOf("HTTP/1.1 404 Not Found");
        assertTrue(notFound > 0 && notFound < text.lastIndexOf("HTTP/1.1 200 OK"), text);
        assertEquals(3, handler.requests());
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.0,close", "GET / HTTP/1.1|Connection: close,close", "GET / HTTP/1.1,keep",
        "GET / HTTP/1.0|Connection: Keep-Alive,keep", "GET / HTTP/1.1|connection: keep-alive\\, CLOSE,close"})
    void shouldCloseOrKeepTheConnectionAsTheRequestAsks(final String request, final String expected)
    {
        tcp.deliver(request.replace("|", "\r\n").replace("\\", "") + "\r\nHost: x\r\n\r\n");
        assertTrue(tcp.text().startsWith("HTTP/1.1 200 OK"), tcp.text());
        assertEquals("close".equals(expected), tcp.closed);
        assertEquals("close".equals(expected), tcp.text().contains("Connection: close"));
    }

    @Test
    void shouldSendOnlyHeadersForHead()
    {
        tcp.deliver("HEAD /bytes/1000 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(1_000, contentLength(tcp.text()));
        assertEquals("", body(tcp.text()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64_506, 64_507, 64_508, 300_000})
    void shouldSendThePatternUnderBackPressure(final int length)
    {
        final FakeTcp narrow = new FakeTcp(handler, 1_000);
        narrow.deliver("GET /bytes/" + length + "?x HTTP/1.1\r\nHost: x\r\n\r\n");
        while (narrow.sendSpace(FakeTcp.CONNECTION) == 0)
        {
            assertEquals(0, narrow.windowBytes);
            narrow.acknowledge(1 + narrow.received().length % 999);
        }
        narrow.acknowledgeAll();
        assertPattern(narrow.received(), length);
        assertEquals(FakeTcp.MAX_WINDOW, narrow.windowBytes);
    }

    @Test
    void shouldAnswerAllThatWasPipelinedWhenRoomComesLate()
    {
        final FakeTcp narrow = new FakeTcp(handler, 100);
        final int requests = 300;
        for (int i = 0; i < requests; i++)
        {
            narrow.deliver("GET /bytes/10 HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        narrow.peerCloses();
        assertFalse(narrow.closed);
        narrow.acknowledgeAll();
        assertEquals(requests, narrow.text().split("HTTP/1.1 200 OK", -1).length - 1);
        assertTrue(narrow.closed);
    }

    @Test
    void shouldAbortAPeerThatPipelinesWithoutReading()
    {
        final FakeTcp narrow = new FakeTcp(handler, 10);
        for (int i = 0; i <= HttpHandler.MAX_WAITING && !narrow.aborted; i++)
        {
            narrow.deliver(GET_PAGE);
        }
        assertTrue(narrow.aborted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "garbage|;                                            400 Bad Request",
        "GET|;                                                400 Bad Request",
        "GET /|;                                              400 Bad Request",
        "GET / HTTP/2.0|Host: x||;                            400 Bad Request",
        "GET / HTTP/1.1||;                                    400 Bad Request",
        "GET / HTTP/1.1|no colon here||;                      400 Bad Request",
        "GET / HTTP/1.1|Host : x||;                           400 Bad Request",
        "GET / HTTP/1.1|Host: x|Content-Length: 1x||;         400 Bad Request",
        "GET / HTTP/1.1|Host: x|Content-Length: 99999999||;   413 Content Too Large",
        "GET / HTTP/1.1|Host: x|Transfer-Encoding: chunked||; 501 Not Implemented"})
    void shouldEndTheConnectionAfterAMistake(final String request, final String status)
    {
        tcp.deliver(request.replace("|", "\r\n") + GET_PAGE);
        assertTrue(tcp.text().startsWith("HTTP/1.1 " + status + "\r\n"), tcp.text());
        assertEquals(1, tcp.text().split("HTTP/1.1 ", -1).length - 1, "nothing is answered behind a mistake");
        assertTrue(tcp.closed);
    }

    @ParameterizedTest
    @CsvSource({"GET /none,404", "GET /bytes/,404", "GET /bytes/1x,404", "GET /bytes/1073741825,404", "POST /,405",
        "DELETE /x,405", "GET http://host/,200", "GET http://host/bytes/3,200", "GET /?a=b,200"})
    void shouldAnswerKnownAndUnknownPaths(final String request, final int status)
    {
        tcp.deliver(request + " HTTP/1.1\r\nHost: x\r\n\r\n" + GET_PAGE);
        assertTrue(tcp.text().startsWith("HTTP/1.1 " + status + " "), tcp.text());
        assertEquals(2, handler.requests());
        assertFalse(tcp.closed);
    }

    @Test
    void shouldSkipABodyInAnyPieces()
    {
        for (final String piece : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n~GET / ~HTTP/~".split("~"))
        {
            tcp.deliver(piece);
        }
        tcp.deliver(GET_PAGE);
        assertTrue(tcp.text().startsWith("HTTP/1.1 405"), tcp.text());
        assertTrue(tcp.text().contains("HTTP/1.1 200 OK"), tcp.text());
    }

    @Test
    void shouldRefuseLinesAndHeadsWithoutEnd()
    {
        tcp.deliver("GET /" + "a".repeat(600) + " HTTP/1.1\r\n");
        assertTrue(tcp.text().startsWith("HTTP/1.1 414"), tcp.text());
        final FakeTcp other = new FakeTcp(handler, PLENTY);
        other.deliver("GET / HTTP/1.1\r\nX: " + "a".repeat(17_000));
        assertTrue(other.text().startsWith("HTTP/1.1 431"), other.text());
    }

    @Test
    void shouldReuseTheStateOfEndedConnections()
    {
        tcp.deliver("GET / HT");
        tcp.ends(CloseReason.RESET_BY_PEER);
        final FakeTcp next = new FakeTcp(handler, PLENTY);
        next.deliver(GET_PAGE);
        assertTrue(next.text().startsWith("HTTP/1.1 200 OK"), next.text());
    }

    private static void assertPattern(final byte[] response, final int length)
    {
        final byte[] body = Arrays.copyOfRange(response, response.length - length, response.length);
        final String head = new String(response, 0, response.length - length, StandardCharsets.ISO_8859_1);
        assertTrue(head.endsWith("\r\n\r\n"), head);
        assertEquals(length, contentLength(head));
        for (int i = 0; i < length; i++)
        {
            assertEquals(BytePattern.at(i), body[i], "byte " + i);
        }
    }

    private static int contentLength(final String text)
    {
        return Integer.parseInt(text.replaceAll("(?s).*?Content-Length: (\\d+)\r\n.*", "$1"));
    }

    private static String body(final String text)
    {
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }
}
