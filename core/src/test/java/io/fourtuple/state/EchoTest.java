package io.fourtuple.state;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.IcmpErrors;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** ICMP echo: answered with what it carries, so often in all and to one address, so that an engine is no reflector. */
class EchoTest
{
    private static final int LIMIT = 80;
    private static final int PER_ADDRESS = 10;

    private static EngineFixture fixture(final boolean ipv6)
    {
        return EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.ICMP_MSGS_PER_SEC, LIMIT).with(Setting.ICMP_MSGS_PER_SEC_PER_ADDRESS, PER_ADDRESS));
    }

    private static Endpoint source(final boolean ipv6, final int number)
    {
        return Endpoint.of(ipv6 ? "2001:db8:" + Integer.toHexString(1 + number) + "::9" :
            "198.19." + number / 250 + "." + (1 + number % 250), 7_000);
    }

    /** An echo request is laid out as an error is; what an error would quote is its data. */
    private static byte[] request(final EngineFixture fixture, final Endpoint from)
    {
        return IcmpErrors.quoting(fixture.local, from, 77, fixture.ipv6 ? 128 : 8, 0, 0x1234_0001);
    }

    private static int replies(final EngineFixture fixture)
    {
        int count = 0;
        while (fixture.link.take() != null)
        {
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerWithWhatTheRequestCarries(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        final byte[] request = request(fixture, source(ipv6, 1));
        fixture.inject(request);
        final UnsafeBuffer reply = new UnsafeBuffer(fixture.link.take());
        final int icmp = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        assertEquals(request.length, reply.capacity());
        assertEquals(ipv6 ? 129 << 8 : 0, reply.getShort(icmp, BIG_ENDIAN) & 0xFFFF);
        for (int i = icmp + 4; i < request.length; i++)
        {
            assertEquals(request[i], reply.getByte(i), "i=" + i);
        }
        final int length = request.length - icmp;
        final long pseudo = ipv6 ? Checksum.addPseudo(
            Checksum.add(0, reply, IpDescriptor.IPV6_SOURCE_OFFSET, 32), length, IpDescriptor.PROTOCOL_ICMPV6) : 0;
        assertEquals(0xFFFF, Checksum.fold(Checksum.add(pseudo, reply, icmp, length)));
        assertEquals(1, fixture.counter(Counter.ICMP_OUT_ECHO_REPS));
        fixture.assertCountersAddUp();
    }

    /** RFC 792 and RFC 4443 4.1: the code of an echo request is 0. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAnswerARequestOfAnotherCode(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        fixture.inject(IcmpErrors.quoting(fixture.local, source(ipv6, 1), 77, ipv6 ? 128 : 8, 1, 0)).expectNothing();
        assertEquals(1, fixture.counter(Counter.ICMP_IN_OTHER));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAnswerABrokenRequest(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        final byte[] corrupt = request(fixture, source(ipv6, 1));
        corrupt[corrupt.length - 1] ^= 1;
        fixture.inject(corrupt).inject(cutTo4Bytes(request(fixture, source(ipv6, 1)), ipv6)).expectNothing();
        assertEquals(2, fixture.counter(Counter.ICMP_IN_ERRORS));
        fixture.assertCountersAddUp();
    }

    /** Type, code and a right checksum, and no identifier. */
    private static byte[] cutTo4Bytes(final byte[] request, final boolean ipv6)
    {
        final int icmp = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        final byte[] cut = Arrays.copyOf(request, icmp + 4);
        final UnsafeBuffer buffer = new UnsafeBuffer(cut);
        buffer.putShort(icmp + 2, (short)0);
        if (ipv6)
        {
            buffer.putShort(4, (short)4, BIG_ENDIAN);
        }
        else
        {
            buffer.putShort(2, (short)cut.length, BIG_ENDIAN);
            buffer.putShort(IpDescriptor.IPV4_CHECKSUM_OFFSET, (short)0);
            Checksum.put(buffer, IpDescriptor.IPV4_CHECKSUM_OFFSET, Checksum.add(0, buffer, 0, icmp));
        }
        final long pseudo = ipv6 ? Checksum.addPseudo(
            Checksum.add(0, buffer, IpDescriptor.IPV6_SOURCE_OFFSET, 32), 4, IpDescriptor.PROTOCOL_ICMPV6) : 0;
        Checksum.put(buffer, icmp + 2, Checksum.add(pseudo, buffer, icmp, 4));
        return cut;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountNoReplyThatTheLinkHasNoRoomFor(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        fixture.link.room(0);
        fixture.inject(request(fixture, source(ipv6, 1))).expectNothing();
        assertEquals(0, fixture.counter(Counter.ICMP_OUT_ECHO_REPS));
        assertTrue(fixture.errors.isEmpty(), fixture.errors::toString);
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitTheRepliesToOneAddress(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        for (int second = 0; second < 10; second++)
        {
            for (int address = 1; address <= 2; address++)
            {
                for (int i = 0; i < 30; i++)
                {
                    fixture.inject(request(fixture, source(ipv6, address)));
                }
                final int replies = replies(fixture);
                assertTrue(replies >= PER_ADDRESS / 2 && replies < PER_ADDRESS + PER_ADDRESS / 2, "replies=" + replies);
            }
            fixture.jump(1_000);
        }
        assertEquals(600, fixture.counter(Counter.ICMP_IN_ECHOS));
        assertEquals(600, fixture.counter(Counter.ICMP_OUT_ECHO_REPS) + fixture.counter(Counter.ICMP_OUT_RATE_LIMIT_HOST));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitTheRepliesToAll(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        for (int second = 0; second < 10; second++)
        {
            for (int i = 0; i < 200; i++)
            {
                fixture.inject(request(fixture, source(ipv6, i)));
            }
            final int replies = replies(fixture);
            assertTrue(replies >= LIMIT / 2 && replies < LIMIT + LIMIT / 2, "replies=" + replies);
            fixture.jump(1_000);
        }
        assertEquals(2_000,
            fixture.counter(Counter.ICMP_OUT_ECHO_REPS) + fixture.counter(Counter.ICMP_OUT_RATE_LIMIT_GLOBAL));
        assertEquals(0, fixture.counter(Counter.RST_SKIPPED), "RSTs have limits of their own");
        fixture.assertCountersAddUp();
    }
}
