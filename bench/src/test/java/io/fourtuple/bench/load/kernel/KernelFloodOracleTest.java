package io.fourtuple.bench.load.kernel;

import static io.fourtuple.bench.load.kernel.RawPeers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.bench.load.kernel.OneListener.Side;
import io.fourtuple.bench.load.kernel.RawPeers.Answer;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * Linux is the oracle: each test is the same for the kernel's listener and for an engine's, sends both the same
 * segments, and expects the same answers and the same counters.
 */
@RequiresTun
class KernelFloodOracleTest
{
    private static final int BACKLOG = 8;
    private static final int PEERS = 20;

    private OneListener listener;

    static Stream<Arguments> sides()
    {
        return Stream.of(Side.values()).flatMap(side -> Stream.of(OneListener.IPV4, OneListener.IPV6)
            .map(address -> Arguments.of(side, address)));
    }

    /** For what takes the kernel seconds. */
    static Stream<Arguments> sidesButKernelOnIpv6()
    {
        return sides().filter(arguments -> !List.of(Side.KERNEL, OneListener.IPV6).equals(List.of(arguments.get())));
    }

    @AfterEach
    void close()
    {
        listener.close();
    }

    private RawPeers open(final Side side, final String address, final int backlog, final String settings)
    {
        final Map<String, Integer> all = new HashMap<>(Map.of("tcp_max_syn_backlog", 1_024));
        for (final String setting : settings.split(" "))
        {
            all.put(setting.substring(0, setting.indexOf('=')), Integer.valueOf(setting.replaceFirst(".*=", "")));
        }
        listener = side.open(address, backlog, all);
        return listener.peers();
    }

    private void assertCounters(final String... expected)
    {
        for (final String counter : expected)
        {
            final String label = counter.substring(0, counter.indexOf('='));
            assertEquals(counter, label + "=" + listener.counter(label), () -> listener.toString());
        }
    }

    /** What waits to be accepted; an engine then opens its window, and says so. */
    private void accept(final RawPeers peers, final int count)
    {
        assertEquals(count, listener.acceptAll());
        final List<Answer> answers = peers.answers();
        assertTrue(answers.stream().allMatch(answer -> answer.is(ACK)), answers::toString);
    }

    private static void assertNone(final List<Answer> answers)
    {
        assertEquals(List.of(), answers);
    }

    private static Answer one(final List<Answer> answers)
    {
        assertEquals(1, answers.size(), answers::toString);
        return answers.get(0);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldAnswerABacklogOfSynsAndDropTheRest(final Side side, final String address)
    {
        final int fitting = side.queueLength(BACKLOG);
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=0");
        final List<Answer> synAcks = peers.syns(0, PEERS);
        assertEquals(fitting, synAcks.size(), synAcks::toString);
        assertTrue(synAcks.stream().allMatch(answer -> answer.is(SYN | ACK) && answer.peer() < fitting &&
            answer.ack() == irs(answer.peer()) + 1), synAcks::toString);
        assertEquals(fitting, listener.halfOpen());
        synAcks.forEach(synAck -> assertNone(peers.complete(synAck)));
        accept(peers, fitting);
        assertEquals(0, listener.halfOpen());
        final int dropped = PEERS - fitting;
        assertCounters("TcpExtTCPReqQFullDrop=" + dropped, "TcpExtListenDrops=" + dropped,
            "TcpExtListenOverflows=0", "TcpExtSyncookiesSent=0", "TcpPassiveOpens=" + fitting);
        assertEquals(fitting, peers.syns(PEERS, PEERS).size());
    }

    /** Of {@code tcp_max_syn_backlog=16} four stay free for those who have been here before. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldKeepTheLastQuarterForPeersThatAreKnown(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, 128, "tcp_syncookies=0 tcp_max_syn_backlog=16");
        assertEquals(13, peers.syns(0, PEERS).size());
        assertCounters("TcpExtTCPReqQFullDrop=0", "TcpExtListenDrops=7", "TcpExtListenOverflows=0");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldLetEveryPeerInByCookiesOnceTheQueueIsFull(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=1");
        final List<Answer> synAcks = peers.syns(0, PEERS);
        assertEquals(PEERS, synAcks.size(), synAcks::toString);
        assertEquals(side.queueLength(BACKLOG), listener.halfOpen());
        for (final Answer synAck : synAcks)
        {
            assertNone(peers.complete(synAck));
            accept(peers, 1);
        }
        final int cookies = PEERS - side.queueLength(BACKLOG);
        assertCounters("TcpExtTCPReqQFullDoCookies=" + cookies, "TcpExtSyncookiesSent=" + cookies,
            "TcpExtSyncookiesRecv=" + cookies, "TcpExtSyncookiesFailed=0", "TcpExtTCPReqQFullDrop=0",
            "TcpExtListenDrops=0", "TcpPassiveOpens=20");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldAnswerEverySynByACookieIfToldTo(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=2");
        final List<Answer> synAcks = peers.syns(0, PEERS);
        assertEquals(PEERS, synAcks.size(), synAcks::toString);
        assertEquals(0, listener.halfOpen());
        for (final Answer synAck : synAcks)
        {
            assertNone(peers.complete(synAck));
            accept(peers, 1);
        }
        assertCounters("TcpExtTCPReqQFullDoCookies=20", "TcpExtSyncookiesSent=20", "TcpExtSyncookiesRecv=20",
            "TcpExtSyncookiesFailed=0", "TcpExtListenDrops=0", "TcpPassiveOpens=20");
    }

    /** Some bit of the cookie is wrong, or it is that of another peer. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldAnswerAnInvalidCookieByARst(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=2");
        final List<Answer> synAcks = peers.syns(0, 2);
        final int cookie = synAcks.get(0).seq();
        final int[] wrong = {cookie ^ 1 << 31, cookie + (1 << 24), cookie + 4_096, synAcks.get(1).seq(), 0};
        for (final int isn : wrong)
        {
            final Answer rst = one(peers.segment(0, ACK, irs(0) + 1, isn + 1));
            assertEquals(new Answer(0, RST, isn + 1, 0), rst);
        }
        assertCounters("TcpExtSyncookiesFailed=5", "TcpExtSyncookiesRecv=0", "TcpOutRsts=5");
        accept(peers, 0);
        assertNone(peers.complete(synAcks.get(0)));
        accept(peers, 1);
    }

    /** Without a cookie sent lately an ACK is not looked at. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldNotCheckACookieThatNobodyCanHave(final Side side, final String address)
    {
        for (int syncookies = 0; syncookies <= 2; syncookies++)
        {
            final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=" + syncookies);
            assertEquals(new Answer(0, RST, 77, 0), one(peers.segment(0, ACK, 1_000, 77)));
            assertCounters("TcpExtSyncookiesFailed=0", "TcpExtSyncookiesRecv=0", "TcpOutRsts=1");
            if (syncookies < 2)
            {
                listener.close();
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldAnswerWhatIsNoSynAsLinuxDoes(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=1");
        assertEquals(new Answer(0, RST | ACK, 0, irs(0) + 1), one(peers.synTo(OneListener.CLOSED_PORT, 0)));
        assertEquals(new Answer(0, RST, 2_000, 0), one(peers.segment(0, SYN | ACK, 1_000, 2_000)));
        assertEquals(new Answer(0, RST, 2_000, 0), one(peers.segment(0, FIN | ACK, 1_000, 2_000)));
        assertNone(peers.segment(0, RST, 1_000, 0));
        assertNone(peers.segment(0, RST | ACK, 1_000, 2_000));
        assertNone(peers.segment(0, SYN | RST, 1_000, 0));
        assertNone(peers.segment(0, SYN | FIN, 1_000, 0));
        assertNone(peers.segment(0, FIN, 1_000, 0));
        assertNone(peers.segment(0, 0, 1_000, 0));
        assertEquals(0, listener.halfOpen());
        assertCounters("TcpOutRsts=3");
    }

    /** What a segment does to a half-open connection; SEQ counts from the SYN's, ACK from the SYN-ACK's. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldTreatHalfOpenConnectionsAsLinuxDoes(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, 2 * BACKLOG, "tcp_syncookies=0 tcp_invalid_ratelimit=0");
        final List<Answer> synAcks = peers.syns(0, 12);
        final AtHalfOpen at = new AtHalfOpen(peers, synAcks);
        assertNone(at.segment(0, RST, 1, 0));
        assertNone(at.segment(1, RST | ACK, 1, 1));
        assertEquals(10, listener.halfOpen(), "RSTs at the window's start end it");
        assertNone(at.segment(2, RST, -10, 0));
        assertEquals(at.ack(3), one(at.segment(3, SYN, -1_000, 0)));
        assertEquals(at.ack(4), one(at.segment(4, SYN | ACK, 0, 1)));
        assertEquals(at.ack(5), one(at.segment(5, ACK, -1_000, 1)));
        assertEquals(at.rst(6, 77), one(at.segment(6, ACK, 1, 77)));
        assertEquals(at.rst(7, 0), one(at.segment(7, ACK, 1, 0)));
        assertEquals(at.rst(8, 7), one(at.segment(8, FIN | ACK, 1, 7)));
        assertNone(at.segment(9, FIN, 1, 0));
        assertNone(at.segment(10, 0, 1, 0));
        assertEquals(10, listener.halfOpen(), "nothing else does");
        synAcks.stream().filter(synAck -> synAck.peer() >= 2).forEach(synAck -> assertNone(peers.complete(synAck)));
        accept(peers, 10);
    }

    /** Segments for half-open connections, and what they may be answered with. */
    private record AtHalfOpen(RawPeers peers, List<Answer> synAcks)
    {
        List<Answer> segment(final int peer, final int flags, final int seq, final int ack)
        {
            return peers.segment(
                peer, flags, irs(peer) + seq, (flags & ACK) == 0 ? 0 : synAcks.get(peer).seq() + ack);
        }

        Answer ack(final int peer)
        {
            return new Answer(peer, ACK, synAcks.get(peer).seq() + 1, irs(peer) + 1);
        }

        Answer rst(final int peer, final int ack)
        {
            return new Answer(peer, RST, synAcks.get(peer).seq() + ack, 0);
        }
    }

    /** A SYN that comes again within the minute gets the same cookie, and either answer to it opens the connection. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldSendTheSameCookieAgain(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=2");
        final Answer cookie = one(peers.syns(0, 1));
        final Answer again = one(peers.syns(0, 1));
        // The minute may have passed between the two, which is the number's upper byte and another key.
        if (cookie.seq() >>> 24 == again.seq() >>> 24)
        {
            assertEquals(cookie, again);
        }
        assertNone(peers.complete(cookie));
        accept(peers, 1);
        assertCounters("TcpExtSyncookiesSent=2", "TcpExtSyncookiesRecv=1", "TcpPassiveOpens=1");
    }

    /** {@code backlog + 1} fit; beyond that ACKs and SYNs are dropped, and an ACK that comes again later counts. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldDropAckAndSynWhenTooManyWaitToBeAccepted(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=0");
        fillAcceptQueue(peers);
        final List<Answer> synAcks = peers.syns(BACKLOG, 3);
        assertEquals(3, synAcks.size());
        assertNone(peers.complete(synAcks.get(0)));
        assertCounters("TcpExtListenOverflows=0", "TcpPassiveOpens=9");
        assertNone(peers.complete(synAcks.get(1)));
        assertCounters("TcpExtListenOverflows=1", "TcpExtListenDrops=1", "TcpPassiveOpens=9");
        assertNone(peers.syns(PEERS, 2));
        assertCounters("TcpExtListenOverflows=3", "TcpExtListenDrops=3");
        assertEquals(2, listener.halfOpen());
        accept(peers, BACKLOG + 1);
        assertNone(peers.complete(synAcks.get(1)));
        assertNone(peers.complete(synAcks.get(2)));
        accept(peers, 2);
        assertCounters("TcpExtListenOverflows=3", "TcpPassiveOpens=11", "TcpOutRsts=0");
    }

    private void fillAcceptQueue(final RawPeers peers)
    {
        final List<Answer> first = peers.syns(0, BACKLOG);
        assertEquals(BACKLOG, first.size());
        first.forEach(synAck -> assertNone(peers.complete(synAck)));
        assertCounters("TcpPassiveOpens=" + BACKLOG);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldAbortOnOverflowIfToldTo(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=0 tcp_abort_on_overflow=1");
        fillAcceptQueue(peers);
        final List<Answer> synAcks = peers.syns(BACKLOG, 2);
        assertNone(peers.complete(synAcks.get(0)));
        final Answer late = synAcks.get(1);
        assertEquals(new Answer(late.peer(), RST, late.seq() + 1, 0), one(peers.complete(late)));
        assertEquals(0, listener.halfOpen());
        accept(peers, BACKLOG + 1);
    }

    /** Cookies make no room where the application does not accept: SYNs are dropped, whatever could be sent. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldSendNoCookieWhenTooManyWaitToBeAccepted(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=2");
        final List<Answer> synAcks = peers.syns(0, PEERS);
        synAcks.forEach(synAck -> assertNone(peers.complete(synAck)));
        assertNone(peers.syns(PEERS, 5));
        accept(peers, BACKLOG + 1);
        assertCounters("TcpExtSyncookiesSent=20", "TcpPassiveOpens=9", "TcpOutRsts=0");
        assertEquals(5, peers.syns(PEERS, 5).size());
    }

    /** A SYN that comes again is answered by the same SYN-ACK, but not twice within half a second. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sides")
    void shouldRepeatItsSynAckButNotTooOften(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=0");
        final Answer synAck = one(peers.syns(0, 1));
        assertEquals(synAck, one(peers.syns(0, 1)));
        int peer = 0;
        while (!peers.syns(peer, 1).isEmpty())
        {
            // The machine stood still for half a second: another peer, and again.
            peer++;
            assertTrue(peer < BACKLOG, listener::toString);
            peers.syns(peer, 1);
            peers.syns(peer, 1);
        }
        assertCounters("TcpExtTCPACKSkippedSynRecv=1");
        assertEquals(peer + 1, listener.halfOpen());
    }

    /** One retransmission after a second, and after three there is nothing. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sidesButKernelOnIpv6")
    void shouldForgetPeersThatVanish(final Side side, final String address)
    {
        final RawPeers peers = open(side, address, BACKLOG, "tcp_syncookies=0 tcp_synack_retries=1");
        final List<Answer> synAcks = peers.syns(0, BACKLOG);
        listener.runUntil("nothing half-open", () -> listener.halfOpen() == 0);
        final List<Answer> again = peers.repeats();
        assertEquals(synAcks.stream().sorted(java.util.Comparator.comparing(Answer::peer)).toList(),
            again.stream().sorted(java.util.Comparator.comparing(Answer::peer)).toList());
        final Answer rst = one(peers.complete(synAcks.get(0)));
        assertEquals(new Answer(0, RST, synAcks.get(0).seq() + 1, 0), rst);
        assertEquals(side.queueLength(BACKLOG), peers.syns(PEERS, PEERS).size());
    }

    /**
     * In a full queue of old ones each has two retransmissions only, and goes at the third time-out, after 7 s, until
     * the queue is half empty: the others are left alone.
     */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sidesButKernelOnIpv6")
    void shouldGiveUpOldOnesEarlyUntilTheQueueIsHalfEmpty(final Side side, final String address)
    {
        final int backlog = 2 * BACKLOG;
        final RawPeers peers = open(side, address, backlog, "tcp_syncookies=0");
        assertEquals(backlog, peers.syns(0, backlog).size());
        listener.runUntil("the third time-out", () -> listener.counter("TcpExtTCPSynRetrans") > 2 * backlog);
        listener.runUntil("half the queue", () -> listener.halfOpen() == BACKLOG);
        assertEquals(2 * backlog + BACKLOG, peers.repeats().size());
        assertCounters("TcpExtTCPSynRetrans=" + (2 * backlog + BACKLOG));
        assertEquals(BACKLOG, peers.syns(PEERS, BACKLOG).size());
    }
}
