package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Fragments;
import io.fourtuple.testing.Frames;

/** Segments that arrive in fragments (RFC 791 3.2, RFC 8200 4.5, RFC 5722). */
class IpReassemblyTest
{
    private static final int ID = 0x1234;
    private EngineFixture fixture;
    private byte[] packet;

    /** A connection, and a segment with data for it. */
    private void open(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6).established();
        packet = data(1, 200);
    }

    private byte[] data(final int seq, final int length)
    {
        return fixture.segment("P.", seq, 1).payload(length).bytes();
    }

    private void put(final int from, final int to)
    {
        arrives(Fragments.cut(packet, ID, from, to));
    }

    private void arrives(final byte[] frame)
    {
        fixture.link.put(frame);
        fixture.engine.doWork();
    }

    private int end()
    {
        return packet.length - (packet[0] >> 4 == 6 ? 40 : 20);
    }

    private void assertTaken()
    {
        assertArrayEquals(Arrays.copyOfRange(packet, packet.length - 200, packet.length), fixture.handler.received.toByteArray());
        assertEquals(1, fixture.counter(Counter.IP_REASM_OKS));
        fixture.expect(".", 1, 201);
        fixture.assertCountersAddUp();
    }

    private void assertNothingTaken()
    {
        assertEquals(0, fixture.handler.received.size());
        assertEquals(0, fixture.counter(Counter.IP_REASM_OKS));
        fixture.expectNothing().assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "false, 2", "true, 0", "true, 1", "true, 2"})
    void shouldTakeAPacketWhicheverFragmentComesLast(final boolean ipv6, final int last)
    {
        open(ipv6);
        final List<byte[]> fragments = new ArrayList<>(List.of(Fragments.cut(packet, ID, 0, 64),
            Fragments.cut(packet, ID, 64, 136), Fragments.cut(packet, ID, 136, end())));
        fragments.add(fragments.remove(last));
        arrives(fragments.get(0));
        arrives(fragments.get(1));
        assertEquals(2, fixture.counter(Counter.IP_REASM_REQDS));
        assertEquals(0, fixture.handler.received.size());
        arrives(fragments.get(2));
        assertTaken();
        assertEquals(2, fixture.counter(Counter.IP_REASM_REQDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropAllFragmentsWhereThereIsNoRoom(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.IPFRAG_HIGH_THRESH, 1_000)).established();
        packet = data(1, 200);
        put(0, 64);
        put(64, end());
        assertEquals(2, fixture.counter(Counter.IP_IN_FRAGMENTS));
        assertNothingTaken();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheSameFragmentTwice(final boolean ipv6)
    {
        open(ipv6);
        put(64, end());
        put(64, end());
        assertEquals(2, fixture.counter(Counter.IP_REASM_REQDS));
        put(0, 64);
        assertTaken();
    }

    @ParameterizedTest
    @CsvSource({"false, 56, 136", "false, 0, 72", "false, 128, 136", "true, 56, 136", "true, 0, 72", "true, 128, 136"})
    void shouldRefuseAPacketWhoseFragmentsOverlap(final boolean ipv6, final int from, final int to)
    {
        open(ipv6);
        put(64, 136);
        final byte[] overlap = Fragments.cut(packet, ID, from, to);
        overlap[overlap.length - 1] ^= 1;
        arrives(overlap);
        assertEquals(1, fixture.counter(Counter.IP_REASM_OVERLAPS));
        put(0, 64);
        put(136, end());
        // All that follows is refused too, until its time is over.
        put(0, 64);
        assertEquals(4, fixture.counter(Counter.IP_REASM_FAILS));
        assertNothingTaken();
        fixture.pass(30_000);
        put(0, 64);
        put(64, end());
        assertTaken();
        assertEquals(0, fixture.counter(Counter.IP_REASM_TIMEOUT));
    }

    @ParameterizedTest
    @CsvSource({"false, 136, 144", "false, 128, 136", "true, 136, 144", "true, 128, 136"})
    void shouldRefuseAPacketWithTwoEnds(final boolean ipv6, final int firstEnd, final int secondEnd)
    {
        open(ipv6);
        final byte[] bytes = new byte[8];
        arrives(Fragments.of(packet, ID, firstEnd - 8, bytes, false));
        arrives(Fragments.of(packet, ID, secondEnd - 8, bytes, false));
        assertEquals(1, fixture.counter(Counter.IP_REASM_FAILS));
        put(0, 64);
        assertEquals(2, fixture.counter(Counter.IP_REASM_FAILS));
        assertNothingTaken();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseBytesBehindTheEnd(final boolean ipv6)
    {
        open(ipv6);
        arrives(Fragments.of(packet, ID, 64, new byte[8], false));
        arrives(Fragments.of(packet, ID, 72, new byte[8], true));
        arrives(Fragments.of(packet, ID + 1, 72, new byte[8], true));
        arrives(Fragments.of(packet, ID + 1, 64, new byte[8], false));
        assertEquals(2, fixture.counter(Counter.IP_REASM_FAILS));
        assertNothingTaken();
    }

    @ParameterizedTest
    @CsvSource({"false, 0, 0, true", "false, 8, 0, false", "false, 64, 12, true", "false, 1480, 8, false",
        "false, 65528, 100, false", "false, 0, 16, true", "true, 8, 0, false", "true, 64, 12, true", "true, 1456, 8, false",
        "true, 65528, 100, false", "true, 0, 16, true"})
    void shouldDropAFragmentOfWrongLength(final boolean ipv6, final int from, final int length, final boolean more)
    {
        open(ipv6);
        arrives(Fragments.of(packet, ID, from, new byte[length], more));
        assertEquals(1, fixture.counter(Counter.IP_REASM_FAILS));
        // It concerns no other fragment of the packet.
        put(0, 64);
        put(64, end());
        assertTaken();
    }

    @ParameterizedTest
    @CsvSource({"false, 1472, 1480", "true, 1456, 1460"})
    void shouldTakeTheLargestPacket(final boolean ipv6, final int cut, final int payload)
    {
        fixture = EngineFixture.of(ipv6).established();
        packet = data(1, payload - 20);
        put(cut, payload);
        put(0, cut);
        assertEquals(payload - 20, fixture.handler.received.size());
        assertEquals(0, fixture.counter(Counter.IP_REASM_FAILS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepPacketsApart(final boolean ipv6)
    {
        open(ipv6);
        final byte[] other = fixture.segment("P.", 1, 1).payload(new byte[200]).bytes();
        put(0, 64);
        arrives(Fragments.cut(other, ID + 1, 64, other.length - (packet.length - end())));
        assertEquals(0, fixture.counter(Counter.IP_REASM_OKS));
        // The same identification of another source.
        final byte[] stranger = Frames.segment("P.").from(new Endpoint(ipv6 ? 6 : 4, fixture.peer.hi(), fixture.peer.lo() + 1, 9))
            .to(fixture.local).payload(new byte[200]).bytes();
        arrives(Fragments.cut(stranger, ID, 64, end()));
        assertEquals(0, fixture.counter(Counter.IP_REASM_OKS));
        put(64, end());
        assertTaken();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpWhenTheTimeIsOver(final boolean ipv6)
    {
        open(ipv6);
        put(0, 64);
        fixture.pass(29_999);
        arrives(data(500, 0));
        assertEquals(0, fixture.counter(Counter.IP_REASM_TIMEOUT));
        fixture.pass(1);
        put(64, end());
        assertEquals(1, fixture.counter(Counter.IP_REASM_TIMEOUT));
        assertEquals(0, fixture.counter(Counter.IP_REASM_OKS));
        fixture.assertCountersAddUp();
    }

    /** 20 packets of 1,520 bytes have room: the two oldest are of strangers, the third is the peer's. */
    @Test
    void shouldGiveUpTheOldestWhereMemoryIsUsedUp()
    {
        fixture = EngineFixture.of(false, EngineFixture.smallSettings().with(Setting.IPFRAG_HIGH_THRESH, 20 * 1_520))
            .established();
        packet = data(1, 200);
        for (int i = 0; i < 19; i++)
        {
            fixture.pass(1);
            final byte[] stranger = Frames.segment(".").from(new Endpoint(4, 0, fixture.peer.lo() + 1 + i, 9))
                .to(fixture.local).payload(100).bytes();
            arrives(Fragments.cut(stranger, ID, 0, 64));
            if (i == 1)
            {
                put(0, 64);
            }
        }
        assertEquals(0, fixture.counter(Counter.IP_REASM_TIMEOUT));
        // A source with less than its share does not give way to itself.
        arrives(Fragments.cut(packet, ID + 1, 0, 64));
        arrives(Fragments.cut(packet, ID + 2, 0, 64));
        assertEquals(2, fixture.counter(Counter.IP_REASM_TIMEOUT));
        arrives(Fragments.cut(packet, ID + 2, 64, end()));
        assertTaken();
        // Its older packet is there still.
        put(64, end());
        assertEquals(2, fixture.counter(Counter.IP_REASM_OKS));
    }

    /** A crowd of forged sources would, but one source that sends lone fragments ends its own packets only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetASourceWithAQuarterOfThePacketsGiveWay(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.IPFRAG_HIGH_THRESH, 20 * 1_520))
            .established();
        packet = data(1, 200);
        put(0, 64);
        for (int i = 0; i < 1_000; i++)
        {
            // In IPv6, any address of one network.
            final long hi = fixture.peer.hi() + (ipv6 ? 1 : 0);
            final long lo = fixture.peer.lo() + (ipv6 ? i : 1);
            final byte[] stranger =
                Frames.segment(".").from(new Endpoint(ipv6 ? 6 : 4, hi, lo, 9)).to(fixture.local).payload(100).bytes();
            arrives(Fragments.cut(stranger, i, 0, 64));
        }
        assertEquals(1_001 - 20, fixture.counter(Counter.IP_REASM_TIMEOUT));
        put(64, end());
        assertTaken();
    }

    @ParameterizedTest
    @CsvSource({"false, 2, 3, 1", "false, 3, 3, 1", "false, 2, 2, 1", "false, 0, 0, 1", "false, 0, 3, 0", "false, 2, 0, 0",
        "true, 2, 3, 1", "true, 0, 3, 0", "true, 1, 1, 1", "true, 1, 0, 0"})
    void shouldNotMixWhatCanCarryAMarkWithWhatCannot(final boolean ipv6, final int first, final int second, final int taken)
    {
        open(ipv6);
        arrives(Fragments.ecn(Fragments.cut(packet, ID, 0, 64), first));
        arrives(Fragments.ecn(Fragments.cut(packet, ID, 64, end()), second));
        assertEquals(taken, fixture.counter(Counter.IP_REASM_OKS));
        assertEquals(1 - taken, fixture.counter(Counter.IP_REASM_FAILS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCheckAWholePacketAsAnyOther(final boolean ipv6)
    {
        open(ipv6);
        packet[packet.length - 1] ^= 1;
        put(0, 64);
        put(64, end());
        assertEquals(1, fixture.counter(Counter.IP_REASM_OKS));
        assertEquals(1, fixture.counter(Counter.TCP_IN_CSUM_ERRORS));
        assertEquals(0, fixture.handler.received.size());
        fixture.assertCountersAddUp();
    }

    /** Several packets become whole in one batch; none may lie where another one is put. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeManyPacketsOfABatch(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.IPFRAG_HIGH_THRESH, 6 * 1_520))
            .established();
        for (int i = 0; i < 5; i++)
        {
            packet = data(1 + 100 * i, 100);
            fixture.link.put(Fragments.cut(packet, i, 0, 64));
            fixture.link.put(Fragments.cut(packet, i, 64, end()));
        }
        // One slot is left, the next packet finds none: the five wait to be processed, and the sixth gives way to it.
        packet = data(901, 100);
        fixture.link.put(Fragments.cut(packet, 7, 0, 64));
        fixture.link.put(Fragments.cut(packet, 8, 0, 64));
        fixture.engine.doWork();
        assertEquals(5, fixture.counter(Counter.IP_REASM_OKS));
        assertEquals(1, fixture.counter(Counter.IP_REASM_TIMEOUT));
        assertStream(500, 0);
        fixture.assertCountersAddUp();
    }

    /** Where all packets are whole and none was processed, a fragment of another one is dropped. */
    @Test
    void shouldDropAFragmentThatFindsNoSlotInItsBatch()
    {
        fixture = EngineFixture.of(false, EngineFixture.smallSettings().with(Setting.IPFRAG_HIGH_THRESH, 1_520)).established();
        packet = data(1, 100);
        fixture.link.put(Fragments.cut(packet, 1, 0, 64));
        fixture.link.put(Fragments.cut(packet, 1, 64, end()));
        fixture.link.put(Fragments.cut(packet, 2, 0, 64));
        fixture.engine.doWork();
        assertEquals(1, fixture.counter(Counter.IP_REASM_FAILS));
        assertStream(100, 0);
        fixture.assertCountersAddUp();
    }

    private void assertStream(final int length, final long seed)
    {
        final byte[] received = fixture.handler.received.toByteArray();
        assertEquals(length, received.length);
        for (int i = 0; i < received.length; i++)
        {
            assertEquals((byte)(fixture.peerIss + 1 + i), received[i], "seed " + seed + ", byte " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldPutTogetherAnyCutInAnyOrder(final long seed)
    {
        final Random random = new Random(seed);
        final boolean ipv6 = seed % 2 == 0;
        fixture = EngineFixture.of(ipv6).established();
        int seq = 1;
        for (int i = 0; i < 400; i++)
        {
            final int length = 1 + random.nextInt(1_440);
            packet = data(seq, length);
            final List<byte[]> fragments = new ArrayList<>();
            int from = 0;
            while (from < end())
            {
                final int to = Math.min(end(), from + 8 * (3 + random.nextInt(80)));
                if (from > 0 || to < end())
                {
                    fragments.add(Fragments.cut(packet, i, from, to));
                }
                from = to;
            }
            if (fragments.isEmpty())
            {
                fragments.add(packet);
            }
            for (int repeats = random.nextInt(3); repeats > 0; repeats--)
            {
                fragments.add(fragments.get(random.nextInt(fragments.size())));
            }
            Collections.shuffle(fragments, random);
            fragments.forEach(fixture.link::put);
            fixture.engine.doWork();
            seq += length;
            assertEquals(seq - 1, fixture.handler.received.size(), "seed " + seed + ", packet " + i);
        }
        assertStream(seq - 1, seed);
        fixture.assertCountersAddUp();
    }
}
