package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.Path;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** The congestion window of an engine's connection, seen by what it sends; {@code io.fourtuple.congestion} has the algorithms. */
class CongestionWindowTest
{
    private static final int MSS = 1_460;
    private static final int LARGE = 1 << 22;

    private EngineFixture fixture;
    private int queued;
    private int sent;
    private int acked;

    private static Settings settings()
    {
        return EngineFixture.smallSettings().with("tcp_congestion_control=cubic").with(Setting.SEND_MEMORY, 1 << 24).with(Setting.TCP_WMEM, LARGE);
    }

    private void establish(final Settings settings)
    {
        establish(EngineFixture.of(false, settings).listen());
    }

    private void establish(final EngineFixture listening)
    {
        fixture = listening;
        // A window of a mebibyte.
        fixture.inject(fixture.segment("S", 0, 0).mss(MSS).windowScale(5));
        fixture.iss = fixture.sent().seq();
        fixture.pass(20);
        fixture.inject(fixture.segment(".", 1, 1).window(32_768));
    }

    private int send(final int bytes)
    {
        final int taken = fixture.send(queued, bytes);
        assertEquals(bytes, taken);
        queued += bytes;
        return takeSent();
    }

    /** Segments sent, all at once. */
    private int takeSent()
    {
        int segments = 0;
        for (int i = 0; i < 100 && fixture.link.hasSent(); i++)
        {
            final SentSegment segment = fixture.sent();
            sent = Math.max(sent, segment.seq() - fixture.iss - 1 + segment.payload().length);
            segments++;
            fixture.work();
        }
        return segments;
    }

    /** Acknowledges so many segments more, by one ACK. */
    private int ack(final int segments)
    {
        acked = Math.min(sent, acked + segments * MSS);
        fixture.inject(fixture.segment(".", 1, 1 + acked).window(32_768));
        return takeSent();
    }

    /** Acknowledges, two segments at a time, all that was sent and what that lets go. */
    private void ackAll()
    {
        while (acked < sent)
        {
            ack(2);
        }
        assertEquals(queued, acked);
    }

    @ParameterizedTest
    @CsvSource({"536, 5360", "1000, 10000", "1460, 14600", "2190, 14600", "8960, 17920", "65495, 130990"})
    void shouldBeginWithTheInitialWindowOfTheStandard(final int mss, final int bytes)
    {
        assertEquals(bytes, CongestionWindow.initialWindow(mss));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "newreno"})
    void shouldSendTenSegmentsAndThenTwoForEachAcknowledged(final String algorithm)
    {
        establish(settings().with("tcp_congestion_control=" + algorithm));
        assertEquals(10, send(LARGE / 2));
        assertEquals(2, ack(1));
        assertEquals(4, ack(2));
        int inFlight = 13;
        for (int i = 0; i < 5; i++)
        {
            assertEquals(4, ack(2));
            inFlight += 2;
        }
        assertEquals(23, inFlight);
        fixture.assertCountersAddUp();
    }

    @Test
    void shouldHaveNoLimitButThePeersWindowWithoutControl()
    {
        establish(settings().with("tcp_congestion_control=none"));
        assertTrue(send(LARGE / 4) >= 64, "all at once");
    }

    /** RFC 5681 3.1: a time-out leaves one segment, and half the flight as threshold, which a second one does not cut again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldStartSlowlyAfterATimeOut(final int timeOuts)
    {
        establish(settings().with("tcp_congestion_control=newreno"));
        assertEquals(10, send(40 * MSS));
        for (int i = 0; i < timeOuts; i++)
        {
            fixture.msUntilSent();
            assertEquals(1, takeSent());
        }
        // All of the flight is acknowledged by the one that came again: the window is as the threshold then.
        assertEquals(5, ack(10));
    }

    /** RFC 5681 3.2: half the flight, and no more than the window is sent when the loss is repaired. */
    @Test
    void shouldHalveTheWindowAtALoss()
    {
        establish(settings().with("tcp_congestion_control=newreno"));
        assertEquals(10, send(100 * MSS));
        for (int i = 0; i < 5; i++)
        {
            assertEquals(4, ack(2));
        }
        for (int i = 0; i < 3; i++)
        {
            fixture.inject(fixture.segment(".", 1, 1 + acked).window(32_768));
        }
        assertEquals(3, takeSent(), "two for the first duplicates (RFC 3042), and the one that was lost");
        final int after = ack(20);
        // The two are in flight still.
        assertTrue(after + 2 >= 10 && after + 2 <= 11, "segments: " + after);
    }

    /** What the application does not fill does not grow: after a hundred small requests the window is the first one's double. */
    @Test
    void shouldNotGrowUnderAnApplicationThatSendsLittle()
    {
        establish(settings());
        for (int i = 0; i < 100; i++)
        {
            assertEquals(1, send(100));
            ackAll();
        }
        assertEquals(10, send(100 * MSS));
    }

    /** As in Linux: in slow start a window that is used by more than half may grow until it is twice as large. */
    @Test
    void shouldGrowToTwiceWhatIsUsedInSlowStart()
    {
        establish(settings());
        for (int i = 0; i < 10; i++)
        {
            assertEquals(9, send(9 * MSS));
            ackAll();
        }
        assertEquals(18, send(100 * MSS));
    }

    /** RFC 5681 4.1: after an RTO of silence the window is that of a start. */
    @ParameterizedTest
    @CsvSource({"1, 100, 30", "1, 300, 10", "1, 3000, 10", "0, 300, 30", "0, 60000, 30"})
    void shouldStartAnewAfterAnIdleTime(final int restarts, final int idleMs, final int segments)
    {
        establish(settings().with(Setting.TCP_SLOW_START_AFTER_IDLE, restarts));
        send(20 * MSS);
        ackAll();
        fixture.pass(idleMs);
        assertEquals(segments, send(100 * MSS));
    }

    /** The window is not forgotten while the peer's is closed, but it is after an RTO of that. */
    @Test
    void shouldStartAnewWhenAClosedWindowOpensAfterAnRto()
    {
        establish(settings());
        send(20 * MSS);
        ackAll();
        fixture.inject(fixture.segment(".", 1, 1 + queued).window(0));
        send(100 * MSS);
        fixture.pass(1_000);
        takeSent();
        fixture.expectNothing();
        fixture.inject(fixture.segment(".", 1, 1 + acked).window(32_768));
        assertEquals(10, takeSent());
    }

    /** A transfer that stays for data out of order alone has no window of earlier times. */
    @Test
    void shouldStartAnewWhereOnlyReceivingHasKeptTheTransfer()
    {
        establish(settings());
        send(20 * MSS);
        ackAll();
        fixture.inject(fixture.segment(".", 100, 1 + acked).window(32_768).payload(10));
        assertEquals(0, fixture.sentLast().payload().length);
        fixture.pass(3_000);
        assertEquals(10, send(100 * MSS));
    }

    /** RFC 5681 4.1, RFC 2861: where cwnd had come to is remembered by ssthresh, if there is one. */
    @Test
    void shouldRememberHowFarTheWindowHadComeByTheThreshold()
    {
        establish(settings().with("tcp_congestion_control=newreno").with(Setting.TCP_RTO_MIN_MS, 1_000));
        send(20 * MSS);
        for (int i = 0; i < 3; i++)
        {
            fixture.inject(fixture.segment(".", 1, 1).window(32_768));
        }
        takeSent();
        ackAll();
        for (int i = 0; i < 40; i++)
        {
            send(20 * MSS);
            ackAll();
        }
        // More than 13 in congestion avoidance by now; the window closes for long, then slow start goes up to 3/4 of that.
        fixture.inject(fixture.segment(".", 1, 1 + acked).window(0));
        send(100 * MSS);
        fixture.pass(3_000);
        takeSent();
        fixture.inject(fixture.segment(".", 1, 1 + acked).window(32_768));
        assertEquals(10, takeSent());
        assertEquals(4, ack(2), "slow start");
        assertEquals(4, ack(2), "slow start");
    }

    @Test
    void shouldTakeTheAlgorithmThatIsNamed()
    {
        establish(settings());
        final Tcp tcp = fixture.tcp;
        final long id = fixture.handler.connection;
        assertEquals(10, send(100 * MSS));
        assertEquals(0, tcp.congestionControl(id, "none"));
        acked = 0;
        assertTrue(ack(1) > 50, "no limit any more");
        // From no limit to one: what is in flight is the window.
        assertEquals(0, tcp.congestionControl(id, "newreno"));
        assertEquals(0, send(MSS));
        assertEquals(Tcp.NO_CONNECTION, tcp.congestionControl(id + 1, "cubic"));
        assertThrows(IllegalArgumentException.class, () -> tcp.congestionControl(id, "cubik"));
    }

    @Test
    void shouldTakeTheAlgorithmOfItsListener()
    {
        final EngineFixture listening = EngineFixture.of(false, settings()).listen();
        assertEquals(0, listening.tcp.listenerCongestionControl(1, "none"));
        assertEquals(Tcp.NO_CONNECTION, listening.tcp.listenerCongestionControl(2, "none"));
        establish(listening);
        assertTrue(send(LARGE / 4) >= 64, "all at once");
        assertEquals(0, fixture.tcp.userTimeout(fixture.handler.connection, 77));
        assertTrue(ack(50) >= 50, "the other options of the connection stay");
    }

    /** An algorithm that throws or wants nonsense costs its connection speed, and nobody else anything. */
    @Test
    void shouldBearAnAlgorithmOfAUsersOwn()
    {
        final List<String> calls = new ArrayList<>();
        final CongestionControl own = new CongestionControl()
        {
            @Override
            public String name()
            {
                throw new IllegalStateException("name");
            }

            @Override
            public void onAck(final Path path, final int ackedBytes)
            {
                calls.add("ack");
                path.cwnd(path.cwnd() + 100 * MSS);
                throw new IllegalStateException("onAck");
            }

            @Override
            public void onLoss(final Path path)
            {
                calls.add("loss");
                path.cwnd(Integer.MAX_VALUE);
                path.ssthresh(-1);
            }

            @Override
            public void onUndo(final Path path)
            {
                path.word(5, 1);
            }
        };
        establish(EngineFixture.with(false, settings()).congestionControl(own).build().listen());
        assertEquals(1, fixture.errors.size());
        assertEquals(10, send(100 * MSS));
        assertEquals(1, ack(1));
        assertEquals(2, fixture.errors.size());
        fixture.msUntilSent();
        takeSent();
        assertEquals(List.of("ack", "loss"), calls);
        assertEquals(1, ack(10), "one segment, and two of ssthresh at least");
    }
}
