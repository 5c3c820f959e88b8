package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.own.WideReno;
import io.fourtuple.wire.TcpDescriptor;

/** How a recovery begins, goes on, ends, and is undone (RFC 6582, 5682, 3522). */
class RecoveryTest
{
    private static final int MSS = 1_000;
    private static final int FLIGHT = 5;
    private static final int END = FLIGHT * MSS + 1;

    private EngineFixture fixture;
    private boolean timestamps;
    private int tsVal = 1;
    /** TSval of the first segment of the flight. */
    private int tsValOfFlight;

    /** One retransmission for one loss, however the ACKs are cut; after a time-out in slow start, which counts bytes (RFC 3465). */
    @ParameterizedTest
    @CsvSource({"false, false, false", "true, false, false", "false, true, false", "true, true, false",
        "false, false, true", "true, true, true"})
    void shouldSendOnceHoweverTheAcksAreCut(final boolean ipv6, final boolean afterTimeOut, final boolean withTimestamps)
    {
        sent(ipv6, withTimestamps, FLIGHT * MSS);
        final int tsEcr = begin(afterTimeOut).tsVal();
        for (int ack = 2; ack <= 2 * MSS; ack++)
        {
            ack(ack, tsEcr);
            if (ack == MSS + 1)
            {
                assertEquals(MSS, fixture.expect(".", MSS + 1, 1).payload().length);
                expectIf(afterTimeOut, ".", 2 * MSS + 1);
            }
            fixture.expectNothing();
        }
        ack(2 * MSS + 1, tsEcr);
        expectIf(!afterTimeOut, ".", 2 * MSS + 1);
        // The window is half of the flight now, two segments and a half.
        expectIf(afterTimeOut, ".", 3 * MSS + 1);
        fixture.expectNothing();
        assertEquals(afterTimeOut ? 4 : 3, fixture.counter(Counter.RETRANS_SEGS));
        fixture.assertCountersAddUp();
    }

    /** RFC 6582 3.2 step 3: an ACK that does not reach recover is partial; one that does ends the recovery. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldEndARecoveryAtSndNxtOfItsBeginning(final boolean ipv6, final boolean withTimestamps)
    {
        sent(ipv6, withTimestamps, FLIGHT * MSS);
        final int tsEcr = begin(false).tsVal();
        ack(END - 1, tsEcr);
        assertEquals(1, fixture.expect("P.", END - 1, 1).payload().length);
        ack(END, tsEcr);
        fixture.expectNothing();
        // The next loss has a recovery of its own.
        send(FLIGHT * MSS, 2 * MSS);
        begin(END);
        assertEquals(3, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(0, fixture.counter(Counter.TIMEOUTS));
    }

    /** RFC 6582 3.2 step 2: needless retransmissions after a time-out draw duplicate ACKs, which tell nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeDuplicatesOfItsOwnRetransmissionsForLoss(final boolean ipv6)
    {
        sentWithMore(ipv6, false);
        begin(true);
        ack(END, 0);
        // Half of the flight that was lost, and one more for the rest of the ACK.
        expectFlight(FLIGHT * MSS, 3 * MSS);
        for (int i = 0; i < 10; i++)
        {
            ack(END, 0);
            fixture.expectNothing();
        }
        // Beyond recover they do.
        ack(END + MSS, 0);
        fixture.expect(".", END + 3 * MSS, 1);
        for (int i = 0; i < 3; i++)
        {
            ack(END + MSS, 0);
        }
        assertEquals(1, fixture.counter(Counter.FAST_RETRANS));
    }

    /** RFC 5682 2.1 (2b), (3b): new data instead of old; the next ACK is for data that was never sent again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldUndoATimeOutThatAcksShowToBeSpurious(final boolean ipv6)
    {
        sentWithMore(ipv6, false);
        begin(true);
        ack(MSS + 1, 0);
        fixture.expect(".", END, 1);
        fixture.expectNothing();
        for (int i = 2; i <= FLIGHT; i++)
        {
            ack(i * MSS + 1, 0);
            fixture.expect(i == FLIGHT ? "P." : ".", END + (i - 1) * MSS, 1);
            fixture.expectNothing();
        }
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(1, fixture.counter(Counter.SPURIOUS_RTOS));
        assertEquals(1, fixture.counter(Counter.LOSS_UNDO));
    }

    /** RFC 5682 2.1 (3a): the first duplicate has the loss repaired. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendAgainWhenNewDataDrawsADuplicate(final boolean ipv6)
    {
        sentWithMore(ipv6, false);
        begin(true);
        ack(MSS + 1, 0);
        fixture.expect(".", END, 1);
        ack(MSS + 1, 0);
        fixture.expect(".", MSS + 1, 1);
        ack(MSS + 1, 0);
        ack(MSS + 1, 0);
        fixture.expectNothing();
        ack(2 * MSS + 1, 0);
        fixture.expect(".", 2 * MSS + 1, 1);
        fixture.expectNothing();
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO));
    }

    /** RFC 5682 2.1 (2a), and (2b) for a sender that has nothing new: the loss is taken for real. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldSendAgainWhereForwardRtoCannotTell(final boolean ipv6, final boolean duplicate)
    {
        if (duplicate)
        {
            sentWithMore(ipv6, false);
        }
        else
        {
            sent(ipv6, false, FLIGHT * MSS);
        }
        begin(true);
        if (duplicate)
        {
            ack(1, 0);
            fixture.expectNothing();
        }
        ack(MSS + 1, 0);
        fixture.expect(".", MSS + 1, 1);
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO));
    }

    /** A second time-out in a row is judged by the first retransmission. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldJudgeByTheFirstRetransmission(final boolean ipv6, final boolean withTimestamps)
    {
        sentWithMore(ipv6, withTimestamps);
        final int before = tsValOfFlight;
        begin(true);
        fixture.msUntilSent();
        fixture.expect(".", 1, 1);
        ack(MSS + 1, before);
        fixture.expect(".", END, 1);
        ack(2 * MSS + 1, before);
        fixture.expect(".", END + MSS, 1);
        fixture.expectNothing();
        assertEquals(2, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(1, fixture.counter(Counter.LOSS_UNDO));
    }

    /** Once a loss was real, a later time-out of the same recovery is not judged by the retransmissions before it. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldNotJudgeByALaterRetransmission(final boolean ipv6, final boolean withTimestamps)
    {
        sent(ipv6, withTimestamps, FLIGHT * MSS);
        final SentSegment first = begin(true);
        ack(MSS + 1, first.tsVal());
        final SentSegment second = fixture.expect(".", MSS + 1, 1);
        fixture.expect(".", 2 * MSS + 1, 1);
        fixture.msUntilSent();
        fixture.expect(".", MSS + 1, 1);
        ack(2 * MSS + 1, second.tsVal());
        fixture.expect(".", 2 * MSS + 1, 1);
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO));
    }

    /** The echo of a first retransmission, after a second one: the first sending was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAnEchoOfTheFirstRetransmissionForALoss(final boolean ipv6)
    {
        sent(ipv6, true, FLIGHT * MSS);
        final SentSegment first = begin(true);
        fixture.msUntilSent();
        fixture.expect(".", 1, 1);
        ack(MSS + 1, first.tsVal());
        fixture.expect(".", MSS + 1, 1);
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO));
    }

    /** A time-out in the midst of a recovery is no case for F-RTO (RFC 5682 2.1). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendAgainAfterATimeOutInARecovery(final boolean ipv6)
    {
        sentWithMore(ipv6, false);
        begin(true);
        ack(1, 0);
        ack(MSS + 1, 0);
        fixture.expect(".", MSS + 1, 1);
        fixture.expect(".", 2 * MSS + 1, 1);
        fixture.msUntilSent();
        fixture.expect(".", MSS + 1, 1);
        ack(2 * MSS + 1, 0);
        fixture.expect(".", 2 * MSS + 1, 1);
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO));
    }

    /** RFC 3522: the ACK echoes a timestamp from before the retransmission. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldUndoWhatAnOldTimestampShowsToBeSpurious(final boolean ipv6, final boolean afterTimeOut)
    {
        sent(ipv6, true, FLIGHT * MSS);
        final int before = tsValOfFlight;
        fixture.pass(1);
        final SentSegment again = begin(afterTimeOut);
        assertTrue(again.tsVal() - before > 0);
        ack(MSS + 1, again.tsVal() - 1);
        ack(2 * MSS + 1, again.tsVal());
        ack(3 * MSS + 1, again.tsVal());
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(1, fixture.counter(afterTimeOut ? Counter.LOSS_UNDO : Counter.PARTIAL_UNDO));
        assertEquals(0, fixture.counter(afterTimeOut ? Counter.PARTIAL_UNDO : Counter.LOSS_UNDO));
        assertEquals(0, fixture.counter(Counter.SPURIOUS_RTOS));
    }

    /** The retransmission's own timestamp, and none, leave the loss real. */
    @ParameterizedTest
    @CsvSource({"false, false, true", "true, false, true", "false, true, true", "true, true, true",
        "false, false, false", "true, true, false"})
    void shouldSendAgainWhatTheTimestampShowsToBeLost(
        final boolean ipv6, final boolean afterTimeOut, final boolean isEchoed)
    {
        sent(ipv6, true, FLIGHT * MSS);
        final SentSegment again = begin(afterTimeOut);
        ack(MSS + 1, isEchoed ? again.tsVal() : 0);
        fixture.expect(".", MSS + 1, 1);
        assertEquals(0, fixture.counter(Counter.LOSS_UNDO) + fixture.counter(Counter.FULL_UNDO));
    }

    /** RFC 7323 4: a segment that was sent again is measured by the echo in its ACK; nonsense measures nothing. */
    @ParameterizedTest
    @CsvSource({"false, 0, 230", "true, 0, 230", "false, 1, 860", "true, 1, 860", "false, 100000, 860"})
    void shouldMeasureWhatWasSentAgainByItsTimestamp(final boolean ipv6, final int fromFutureMs, final int rtoMs)
    {
        sent(ipv6, true, MSS);
        fixture.msUntilSent();
        fixture.sent();
        fixture.msUntilSent();
        final SentSegment again = fixture.sent();
        fixture.pass(30);
        ack(MSS + 1, fromFutureMs == 0 ? again.tsVal() : again.tsVal() + 30 + fromFutureMs);
        fixture.send(MSS, 10);
        fixture.sent();
        final long ms = fixture.msUntilSent();
        assertTrue(ms >= rtoMs && ms <= rtoMs * 1.1 + 2, "ms=" + ms);
    }

    /** A closed window backs the probes off; the data that goes once it opens has the RTO as measured. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotKeepTheBackOffOfProbes(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        for (int i = 0; i < 5; i++)
        {
            fixture.msUntilSent();
            fixture.expect(".", 0, 1);
            fixture.inject(fixture.segment(".", 1, 1).window(0)).expectNothing();
        }
        fixture.inject(fixture.segment(".", 1, 1)).expect("P.", 1, 1);
        final long ms = fixture.msUntilSent();
        assertTrue(ms >= 200 && ms <= 230, "ms=" + ms);
        fixture.expect("P.", 1, 1);
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** A link without room sends nothing again: the next duplicate tries, and an ACK is of the first sending. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldNotBeginARecoveryThatTheLinkHasNoRoomFor(final boolean ipv6, final boolean afterTimeOut)
    {
        sent(ipv6, false, FLIGHT * MSS);
        fixture.link.room(0);
        for (int i = 0; i < 3; i++)
        {
            ack(1, 0);
        }
        fixture.expectNothing();
        fixture.pass(afterTimeOut ? 250 : 1);
        fixture.link.room(Integer.MAX_VALUE);
        if (afterTimeOut)
        {
            assertEquals(0, fixture.counter(Counter.TIMEOUTS), "nothing was sent that could be answered");
            ack(MSS + 1, 0);
            fixture.expectNothing();
        }
        else
        {
            ack(1, 0);
            fixture.expect(".", 1, 1);
        }
    }

    /** The FIN goes again with the last byte, or alone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendTheFinBehindWhatWasLost(final boolean ipv6)
    {
        sent(ipv6, false, FLIGHT * MSS);
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work().expect("F.", END, 1);
        begin(true);
        for (int i = 1; i < FLIGHT; i++)
        {
            ack(i * MSS + 1, 0);
            fixture.expect(i == FLIGHT - 1 ? "FP." : ".", i * MSS + 1, 1);
        }
        ack(END, 0);
        fixture.expectNothing();
        fixture.msUntilSent();
        fixture.expect("F.", END, 1);
        ack(END + 1, 0);
        assertEquals("FIN_WAIT_2", fixture.recordState());
    }

    /** The peer's window holds one flight. */
    private void sent(final boolean ipv6, final boolean withTimestamps, final int bytes)
    {
        timestamps = withTimestamps;
        fixture = EngineFixture.with(ipv6, EngineFixture.smallSettings())
            .congestionControl(new WideReno()).build().listen();
        final Frames syn = fixture.segment("S", 0, 0)
            .mss(timestamps ? MSS + TcpDescriptor.TIMESTAMPS_LENGTH : MSS);
        fixture.inject(timestamps ? syn.timestamps(tsVal, 0) : syn);
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        ack(1, synAck.tsVal());
        send(0, bytes);
    }

    private void sentWithMore(final boolean ipv6, final boolean withTimestamps)
    {
        sent(ipv6, withTimestamps, FLIGHT * MSS);
        assertEquals(FLIGHT * MSS, fixture.send(FLIGHT * MSS, FLIGHT * MSS));
    }

    private void send(final int from, final int bytes)
    {
        assertEquals(bytes, fixture.send(from, bytes));
        expectFlight(from, bytes);
    }

    private void expectFlight(final int from, final int bytes)
    {
        for (int i = 0; i < bytes / MSS; i++)
        {
            final SentSegment segment = fixture.sent();
            assertEquals(from + 1 + i * MSS, segment.seq() - fixture.iss);
            tsValOfFlight = i == 0 ? segment.tsVal() : tsValOfFlight;
        }
        fixture.expectNothing();
    }

    private void expectIf(final boolean isExpected, final String flags, final int seq)
    {
        if (isExpected)
        {
            fixture.expect(flags, seq, 1);
        }
    }

    /** The first segment is sent again. */
    private SentSegment begin(final boolean afterTimeOut)
    {
        if (!afterTimeOut)
        {
            return begin(1);
        }
        fixture.msUntilSent();
        return fixture.expect(".", 1, 1);
    }

    private SentSegment begin(final int una)
    {
        ack(una, tsValOfFlight);
        ack(una, tsValOfFlight);
        fixture.expectNothing();
        ack(una, tsValOfFlight);
        return fixture.expect(".", una, 1);
    }

    private void ack(final int ack, final int tsEcr)
    {
        final Frames segment = fixture.segment(".", 1, ack).window(FLIGHT * MSS);
        fixture.inject(timestamps ? segment.timestamps(++tsVal, tsEcr) : segment);
    }
}
