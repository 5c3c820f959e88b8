package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/**
 * Clients that believe themselves connected while the accept queue has no room for them, or whose ACK was lost. The SYN-ACK
 * offered them no window, so that all they send is a probe of it: SEQ is that of their SYN (RFC 9293 3.8.6.1).
 */
class FullAcceptQueueTest
{
    private static final int BACKLOG = 4;
    private static final int CLIENTS = 40;
    private static final int DATA = 100;
    private static final int STEP_MS = 10;

    private int listener;

    private EngineFixture listen(final boolean ipv6, final String... settings)
    {
        var all = EngineFixture.smallSettings();
        for (final String setting : settings)
        {
            all = all.with(setting);
        }
        final EngineFixture fixture = EngineFixture.of(ipv6, all);
        listener = fixture.tcp.listenQueued(Endpoint.any(80), BACKLOG, SynFilter.ACCEPT_ALL);
        return fixture;
    }

    /** A client as Linux has it: it connects, writes at once, and probes a closed window at doubling intervals. */
    private static final class Patient
    {
        private final EngineFixture fixture;
        private final Client client;
        private final int probeBytes;
        private int nextMs;
        private int intervalMs;
        private boolean isConnected;
        private boolean isReset;
        private boolean isServed;

        Patient(final EngineFixture fixture, final int number, final int probeBytes, final int startMs)
        {
            this.fixture = fixture;
            this.probeBytes = probeBytes;
            client = new Client(fixture, number).mss(1_460).scale(7).sack().timestamps();
            nextMs = startMs;
        }

        void work(final int nowMs)
        {
            if (isReset || isServed || nowMs < nextMs)
            {
                return;
            }
            if (isConnected)
            {
                fixture.inject(client.segment(".", 0, 1).payload(probeBytes));
                intervalMs *= 2;
                nextMs = nowMs + intervalMs;
            }
            else
            {
                fixture.inject(client.syn());
                nextMs = nowMs + 1_000;
            }
        }

        void arrives(final SentSegment segment, final int nowMs)
        {
            isReset |= segment.flags().startsWith("R");
            if (segment.flags().equals("S."))
            {
                client.iss = segment.seq();
                client.tsEcr(segment.tsVal());
                client.ack();
                if (!isConnected)
                {
                    isConnected = true;
                    intervalMs = 200;
                    nextMs = nowMs + intervalMs;
                }
            }
            else if (segment.ack() == client.peerIss + 1 && segment.window() > 0)
            {
                client.tsEcr(segment.tsVal());
                fixture.inject(client.segment("P.", 1, 1).payload(DATA));
            }
            else
            {
                isServed |= segment.ack() == client.peerIss + 1 + DATA;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, 0, 1", "0, true, 1, 1", "1, false, 0, 1", "1, true, 1, 1", "2, false, 1, 1", "2, true, 0, 1",
        "1, false, 0, 0", "1, true, 1, 0", "2, false, 1, 0", "2, true, 0, 0"})
    void shouldServeManyMoreClientsThanFitAndResetNone(
        final int syncookies, final boolean ipv6, final int probeBytes, final int betweenMs)
    {
        final EngineFixture fixture = listen(ipv6, "tcp_syncookies=" + syncookies);
        final List<Patient> patients = IntStream.range(0, CLIENTS)
            .mapToObj(i -> new Patient(fixture, i, probeBytes, i * betweenMs)).toList();
        int accepted = 0;
        for (int nowMs = 0; nowMs < 50_000 && !patients.stream().allMatch(p -> p.isServed); nowMs += STEP_MS)
        {
            fixture.pass(STEP_MS);
            for (final Patient patient : patients)
            {
                patient.work(nowMs);
            }
            // Late, and one at a time.
            if (nowMs > 2_000 && nowMs % 100 == 0 && fixture.tcp.accept(listener, fixture.handler, 0) > 0)
            {
                accepted++;
            }
            fixture.work();
            for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
            {
                final int port = portOf(frame);
                patients.stream().filter(p -> p.client.endpoint.port() == port).findFirst().orElseThrow()
                    .arrives(SentSegment.of(frame), nowMs);
            }
        }
        assertEquals(0, patients.stream().filter(p -> p.isReset).count(), "reset: " + fixture.counters);
        assertEquals(CLIENTS, patients.stream().filter(p -> p.isServed).count(), "served: " + fixture.counters);
        assertEquals(CLIENTS, accepted);
        assertEquals(CLIENTS * DATA, fixture.handler.received.size());
        assertEquals(0, fixture.counter(Counter.OUT_RSTS));
        assertTrue(fixture.counter(Counter.LISTEN_OVERFLOWS) > 0, "it was never full");
        fixture.assertCountersAddUp();
    }

    /** Nothing is kept of a cookie's peer, but of one that waits for room: our SYN-ACK, sent again, finds it sooner. */
    @ParameterizedTest
    @CsvSource({"false, cookies-linux", "true, cookies-linux", "false, cookies-freebsd", "true, cookies-freebsd"})
    void shouldAskAgainWhoProbedAFullQueue(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = listen(ipv6, "syn_defence=" + defence);
        final Client[] late = new Client[BACKLOG + 1];
        for (int i = 0; i < late.length; i++)
        {
            late[i] = new Client(fixture, 100 + i).mss(1_400).scale(7).sack().timestamps();
            late[i].connect();
        }
        for (int i = 0; i <= BACKLOG; i++)
        {
            new Client(fixture, i).mss(1_460).establish();
        }
        for (int i = 0; i < late.length; i++)
        {
            late[i].ack();
            assertEquals(i, fixture.table().halfOpenSize());
            fixture.inject(late[i].segment(".", 0, 1));
            // As many as the backlog has it; the one too many still has its cookie.
            assertEquals(Math.min(BACKLOG, i + 1), fixture.table().halfOpenSize());
            if (i < BACKLOG)
            {
                final SentSegment answer = fixture.sent();
                assertEquals(". " + (late[i].peerIss + 1) + " 0",
                    answer.flags() + " " + answer.ack() + " " + answer.window());
            }
            fixture.expectNothing();
        }
        assertEquals(2 * late.length, fixture.counter(Counter.ACK_ACCEPT_QUEUE_FULL));
        assertTrue(fixture.tcp.accept(listener, fixture.handler, 0) > 0);
        fixture.work();
        fixture.sent();
        fixture.pass(1_100);
        final SentSegment again = late[0].synAck();
        assertTrue(again.windowScale() >= 0 && again.sackPermitted() && again.hasTimestamps(), "as the cookie offered");
        late[0].ack();
        assertEquals(BACKLOG + 2, fixture.counter(Counter.ESTABLISHED));
        assertEquals(BACKLOG - 1, fixture.table().halfOpenSize());
        assertEquals(0, fixture.counter(Counter.OUT_RSTS));
        fixture.assertCountersAddUp();
    }

    private static int portOf(final byte[] frame)
    {
        final int at = frame[0] >> 4 == 6 ? 42 : 22;
        return (frame[at] & 0xFF) << 8 | frame[at + 1] & 0xFF;
    }

    /** The probe is answered as any other is, and what it carries is none of the stream. */
    @ParameterizedTest
    @CsvSource({
        "false, cookies-linux, 0", "false, cookies-linux, 1", "true, cookies-linux, 1", "false, cookies-freebsd, 0",
        "true, cookies-freebsd, 1", "false, backlog, 0", "false, backlog, 1", "true, backlog, 0", "true, backlog, 1"})
    void shouldTakeAProbeForTheAckThatWasLost(final boolean ipv6, final String defence, final int probeBytes)
    {
        final EngineFixture fixture = listen(ipv6, "syn_defence=" + defence);
        final Client client = new Client(fixture, 1).mss(1_460).scale(7).sack().timestamps();
        client.connect();
        fixture.inject(client.segment(".", 0, 1).payload(probeBytes));
        final SentSegment answer = fixture.sent();
        assertEquals(".", answer.flags());
        assertEquals(client.iss + 1, answer.seq());
        assertEquals(client.peerIss + 1, answer.ack());
        assertEquals(0, answer.window());
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.PASSIVE_OPENS), fixture.counters.toString());
        assertTrue(fixture.tcp.accept(listener, fixture.handler, 0) > 0);
        fixture.work();
        assertEquals(client.peerIss + 1, fixture.sent().ack());
        fixture.inject(client.segment("P.", 1, 1).payload(DATA));
        assertEquals(client.peerIss + 1 + DATA, fixture.sent().ack());
        assertEquals(List.of("data " + DATA), fixture.handler.events);
        assertEquals(List.of(), fixture.errors);
        fixture.assertCountersAddUp();
    }

    /** A window that was offered is none to probe, but the peer may ask whether we are there (RFC 9293 3.8.4). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAKeepAliveForTheAckOfACookie(final boolean ipv6)
    {
        for (int bytes = 0; bytes <= 1; bytes++)
        {
            final EngineFixture fixture =
                EngineFixture.of(ipv6, EngineFixture.smallSettings().with("syn_defence=cookies-always"));
            fixture.tcp.listen(Endpoint.any(80), fixture.handler);
            final Client client = new Client(fixture, 1).mss(1_460);
            client.connect();
            fixture.inject(client.segment(".", 0, 1).payload(bytes));
            final SentSegment answer = fixture.sent();
            assertEquals(client.peerIss + 1, answer.ack());
            assertEquals(65_535, answer.window());
            fixture.inject(client.segment("P.", 1, 1).payload(DATA));
            assertEquals(client.peerIss + 1 + DATA, fixture.sent().ack());
            assertEquals(List.of("established", "data " + DATA), fixture.handler.events);
            fixture.assertCountersAddUp();
        }
    }

    /** Where a window was offered, our SYN-ACK is sent again until it is answered: RFC 9293 3.10.7.4 has no exception then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerAKeepAliveOfAHalfOpenConnectionByAnAckOnly(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        fixture.inject(".", 0, 1).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.OUT_OF_WINDOW));
        assertEquals(1, fixture.table().halfOpenSize());
        fixture.assertCountersAddUp();
    }

    /** A probe proves no more than an ACK does: it needs the cookie, or our ISN. */
    @ParameterizedTest
    @CsvSource({"false, cookies-linux", "true, cookies-freebsd", "false, backlog", "true, backlog"})
    void shouldNotTakeAProbeThatAcknowledgesAnythingElse(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = listen(ipv6, "syn_defence=" + defence);
        final Client client = new Client(fixture, 1).mss(1_460);
        client.connect();
        final List<int[]> wrong = new ArrayList<>(List.of(
            new int[]{0, 9}, new int[]{0, -7}, new int[]{-1, 1}, new int[]{0, 1 << 30}));
        for (final int[] numbers : wrong)
        {
            fixture.inject(client.segment(".", numbers[0], numbers[1]));
            fixture.link.take();
        }
        assertEquals(0, fixture.counter(Counter.PASSIVE_OPENS));
        client.ack();
        assertEquals(1, fixture.counter(Counter.PASSIVE_OPENS), "none of these did harm");
        fixture.assertCountersAddUp();
    }
}
