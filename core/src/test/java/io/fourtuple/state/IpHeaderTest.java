package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.Checksum;

/** IP headers: the fields of packets sent, and those that packets received may have. */
class IpHeaderTest
{
    /** RFC 9293 MUST-48: on the SYN,ACK, on data, in TIME_WAIT, on the RST of a stray. */
    @ParameterizedTest
    @CsvSource({"false, 46", "true, 46", "false, 0", "true, 63"})
    void shouldSendTheDscpThatIsSet(final boolean ipv6, final int dscp)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.IP_DSCP, dscp).with("ip_default_ttl=17"));
        for (final byte[] frame : lifeOf(fixture))
        {
            final int field = ipv6 ? (frame[0] & 0xF) << 4 | (frame[1] & 0xF0) >> 4 : frame[1] & 0xFF;
            assertEquals(dscp << 2, field);
            assertEquals(ipv6 ? 6 : 4, frame[0] >> 4 & 0xF);
            assertEquals(17, frame[ipv6 ? 7 : 8]);
            if (!ipv6)
            {
                assertEquals(0xFFFF, Checksum.fold(Checksum.add(0, new UnsafeBuffer(frame), 0, 20)));
            }
        }
    }

    /** RFC 6437 3: one label for all of a connection, others for others, never 0, and not to be guessed. */
    @Test
    void shouldLabelTheFlowOfAConnection()
    {
        final EngineFixture fixture = EngineFixture.ipv6();
        final Set<Integer> labels = new HashSet<>();
        for (final byte[] frame : lifeOf(fixture))
        {
            labels.add(label(frame));
        }
        assertEquals(1, labels.size(), labels::toString);
        for (int port = 1; port <= 1_000; port++)
        {
            fixture.inject(fixture.segment(".", 5, 5).from(new Endpoint(6, fixture.peer.hi(), fixture.peer.lo(), port))
                .to(new Endpoint(6, fixture.local.hi(), fixture.local.lo(), 9)));
            fixture.sleepNs(20_000_000L);
            labels.add(label(fixture.link.take()));
        }
        assertTrue(labels.size() > 990, "labels=" + labels.size());
        assertTrue(!labels.contains(0));
        assertEquals(0xF_FFFF, labels.stream().reduce(0, (one, other) -> one | other), "all 20 bits are used");
        final EngineFixture other = EngineFixture.with(true, EngineFixture.smallSettings()).seed(43).build();
        assertNotEquals(label(lifeOf(EngineFixture.ipv6())[0]), label(lifeOf(other)[0]));
    }

    @Test
    void shouldSendNoLabelWhenSwitchedOff()
    {
        for (final byte[] frame : lifeOf(EngineFixture.of(true, EngineFixture.smallSettings().with("auto_flowlabels=0"))))
        {
            assertEquals(0, label(frame));
        }
    }

    /** A packet's destination must not discard it for its TTL (RFC 1122 3.2.1.7) or hop limit (RFC 8200 3). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakePacketsAtTheEndOfTheirWay(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final byte[] frame = fixture.segment("P.", 1, 1).payload(10).bytes();
        frame[ipv6 ? 7 : 8] = 0;
        if (!ipv6)
        {
            frame[10] = 0;
            frame[11] = 0;
            Checksum.put(new UnsafeBuffer(frame), 10, Checksum.add(0, new UnsafeBuffer(frame), 0, 20));
        }
        fixture.inject(frame).expect(".", 1, 11);
        assertEquals(0, fixture.counter(Counter.IP_IN_HDR_ERRORS));
    }

    /** SYN,ACK, data, FIN, the last ACK and one in TIME_WAIT, and the RST of a segment that belongs to nothing. */
    private static byte[][] lifeOf(final EngineFixture fixture)
    {
        fixture.listen().inject("S", 0, 0);
        final byte[] synAck = fixture.link.take();
        fixture.iss = SentSegment.of(synAck).seq();
        fixture.inject(".", 1, 1);
        fixture.send(0, 10);
        final byte[] data = fixture.link.take();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        final byte[] fin = fixture.link.take();
        fixture.inject("F.", 1, 12);
        final byte[] last = fixture.link.take();
        fixture.inject("F.", 1, 12);
        final byte[] again = fixture.link.take();
        fixture.jump(70_000);
        fixture.inject(".", 1, 12);
        final byte[] reset = fixture.link.take();
        assertEquals("R", SentSegment.of(reset).flags());
        return new byte[][]{synAck, data, fin, last, again, reset};
    }

    private static int label(final byte[] frame)
    {
        return (frame[1] & 0xF) << 16 | (frame[2] & 0xFF) << 8 | frame[3] & 0xFF;
    }
}
