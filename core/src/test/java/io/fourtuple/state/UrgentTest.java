package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/** Urgent data: told of once, delivered in line (RFC 9293 3.8.5, RFC 6093). */
class UrgentTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellBeforeTheDataThatIsUrgent(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        urgent(fixture, 1, 10, 4);
        assertEquals("urgent 4, data 10", fixture.handler.told(1));
        assertEquals(1, fixture.counter(Counter.URGENT));
        fixture.expect(".", 1, 11);
        fixture.assertCountersAddUp();
    }

    /** MUST-32: again only when the pointer advances. */
    @ParameterizedTest
    @CsvSource({"false, 40", "true, 40", "false, 0", "true, 0"})
    void shouldTellOnceOfAPointerThatStays(final boolean ipv6, final int delackMs)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_DELACK_MS, delackMs)).established();
        urgent(fixture, 1, 10, 25);
        urgent(fixture, 11, 10, 15);
        urgent(fixture, 21, 10, 5);
        assertEquals("urgent 25, data 10, data 10, data 10", fixture.handler.told(1));
        urgent(fixture, 31, 10, 20);
        assertEquals("urgent 25, data 10, data 10, data 10, urgent 20, data 10", fixture.handler.told(1));
    }

    /** A peer whose data waits for our window says so without any; with data behind a gap, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfUrgentDataThatIsStillToCome(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        urgent(fixture, 1, 0, 30);
        assertEquals("urgent 30", fixture.handler.told(1));
        urgent(fixture, 11, 10, 30);
        assertEquals("urgent 30, urgent 40", fixture.handler.told(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTellOfWhatWasDelivered(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        urgent(fixture, 5, 10, 6);
        assertEquals("data 10, data 4", fixture.handler.told(1));
        urgent(fixture, 15, 10, 0);
        assertEquals("data 10, data 4, data 10", fixture.handler.told(1));
        assertEquals(0, fixture.counter(Counter.URGENT));
    }

    /** A pointer without URG says nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotReadThePointerWithoutTheBit(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(with(fixture.segment("P.", 1, 1).payload(10).bytes(), 0, 4, ipv6));
        assertEquals("data 10", fixture.handler.told(1));
    }

    /** Seventh of RFC 9293 3.10.7.4: nothing urgent behind the peer's FIN, nor for an application that has closed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOnlyWhereDataMayCome(final boolean ipv6)
    {
        final EngineFixture closed = EngineFixture.of(ipv6).closeWait();
        final int told = closed.handler.events.size();
        urgent(closed, 2, 0, 5);
        assertEquals(told, closed.handler.events.size());
        final EngineFixture orphan = EngineFixture.of(ipv6).finWait2().close();
        urgent(orphan, 1, 0, 5);
        assertEquals(0, orphan.counter(Counter.URGENT));
        final EngineFixture open = EngineFixture.of(ipv6).finWait2();
        urgent(open, 1, 0, 5);
        assertEquals(1, open.counter(Counter.URGENT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotDeliverToAHandlerThatEndsTheConnection(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.handler.onUrgent = () -> fixture.tcp.abort(fixture.handler.connection);
        urgent(fixture, 1, 10, 4);
        assertEquals("urgent 4, ABORTED", fixture.handler.told(1));
        assertEquals(CloseReason.ABORTED, fixture.handler.reason);
        assertEquals(TcpState.CLOSED, fixture.state());
        fixture.assertCountersAddUp();
    }

    private static void urgent(final EngineFixture fixture, final int seq, final int length, final int pointer)
    {
        fixture.inject(with(fixture.segment("P.", seq, 1).payload(length).bytes(), TcpDescriptor.URG, pointer, fixture.ipv6));
    }

    private static byte[] with(final byte[] frame, final int flag, final int pointer, final boolean ipv6)
    {
        final int tcp = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putByte(tcp + TcpDescriptor.FLAGS_OFFSET, (byte)(buffer.getByte(tcp + TcpDescriptor.FLAGS_OFFSET) | flag));
        buffer.putShort(tcp + TcpDescriptor.URGENT_OFFSET, (short)pointer, ByteOrder.BIG_ENDIAN);
        Frames.putTcpChecksum(frame);
        return frame;
    }
}
