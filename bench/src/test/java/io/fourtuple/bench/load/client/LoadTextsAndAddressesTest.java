package io.fourtuple.bench.load.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Prefix;
import io.fourtuple.bench.base.Quantities;

class LoadTextsAndAddressesTest
{
    @ParameterizedTest
    @CsvSource({"50k, 50000", "1.5m, 1500000", "7, 7", "0.5k, 500", "2g, 2000000000", "10k/s, 10000"})
    void shouldReadRates(final String text, final double expected)
    {
        assertEquals(expected, Quantities.rate(text));
    }

    @ParameterizedTest
    @CsvSource({"10s, 10000000000", "1500ms, 1500000000", "250us, 250000", "2min, 120000000000", "3, 3000000000",
        "0.5ms, 500000", "7ns, 7"})
    void shouldReadDurations(final String text, final long expected)
    {
        assertEquals(expected, Quantities.durationNs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1x", "1e9", "1..2"})
    void shouldRefuseWhatIsNoNumber(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> Quantities.rate(text));
        assertThrows(IllegalArgumentException.class, () -> Quantities.durationNs(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999999, 999999", "999999.6, 1.00M", "1049000, 1.05M", "9996000, 10.0M", "99960000, 100M",
        "1234567890, 1.23G"})
    void shouldWriteCountsInSixCharacters(final double value, final String expected)
    {
        assertEquals(expected, Quantities.shortCount(value));
    }

    @ParameterizedTest
    @CsvSource({"1500, 1.5", "99949, 99.9", "99951, 100", "999999499, 999999", "999999500, 1.00s", "3000000000, 3.00s"})
    void shouldWriteTimesInSixCharacters(final long ns, final String expected)
    {
        assertEquals(expected, Quantities.shortMicros(ns));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1, 1000", "1000, 1", "50000, 50000", "10, 200000", "333, 777"})
    void shouldPaceEvenly(final double from, final double to)
    {
        final ArrivalSchedule pace = new ArrivalSchedule(from, to, 10_000_000_000L);
        assertEquals((from + to) * 5, pace.count(), 1);
        long lastNs = -1;
        for (long n = 0; n < pace.count(); n += Math.max(1, pace.count() / 1_000))
        {
            final long dueNs = pace.dueNs(n);
            assertTrue(dueNs > lastNs, "n=" + n + " dueNs=" + dueNs + " lastNs=" + lastNs);
            assertEquals(n + 1, pace.dueBy(dueNs + 1), 1, "n=" + n);
            lastNs = dueNs;
        }
        assertTrue(pace.dueNs(pace.count() - 1) <= 10_000_000_000L, "last " + pace.dueNs(pace.count() - 1));
        assertEquals(pace.count(), pace.dueBy(Long.MAX_VALUE / 2));
    }

    @Test
    void shouldReachTheRateOfARampsEnd()
    {
        final ArrivalSchedule pace = new ArrivalSchedule(1_000, 9_000, 1_000_000_000L);
        assertEquals(1_000_000, pace.dueNs(1), 5_000);
        final long last = pace.count() - 1;
        assertEquals(1_000_000_000 / 9_000, pace.dueNs(last) - pace.dueNs(last - 1), 100);
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.0/24, 253, 3323068417, true", "198.18.0.77/24, 253, 3323068417, true",
        "198.18.0.5, 1, 3323068421, false", "198.18.0.4/30, 4, 3323068420, false",
        "2001:db8::/112, 65533, 1, true", "2001:db8::9, 1, 9, false", "2001:db8::/64, 16777213, 1, true"})
    void shouldKnowTheAddressesOfARange(
        final String text, final int count, final long first, final boolean hasGateway)
    {
        final AddressRange range = AddressRange.parse(text);
        assertEquals(count, range.count());
        assertEquals(first, range.firstLo());
        assertEquals(hasGateway, range.hasGateway());
    }

    @Test
    void shouldLeaveTheLastButOneToTheKernel()
    {
        assertEquals("198.18.0.254/24", AddressRange.parse("198.18.0.0/24").gatewayCidr());
        assertEquals("2001:db8:0:1::fffe/112", AddressRange.parse("2001:db8:0:1::/112").gatewayCidr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.0/33", "x", "198.18.0.0/", "2001:db8::/63", "localhost", "198.18.0/24"})
    void shouldRefuseWhatIsNoRange(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.0/15, true", "198.18.0.0/14, false", "198.19.255.0/24, true", "198.20.0.0/24, false",
        "192.0.2.7, true", "198.51.100.0/24, true", "203.0.113.128/25, true", "203.0.112.0/23, false",
        "127.0.0.1, false", "10.0.0.0/8, false", "8.8.8.8, false", "0.0.0.0/0, false", "2001:db8:ffff::1, true",
        "2001:db7::1, false", "2001:db9::/64, false", "::1, false", "fe80::1, false"})
    void shouldAllowALaboratorysAddressesOnly(final String text, final boolean isAllowed)
    {
        assertEquals(isAllowed, TestAddresses.isAllowed(Prefix.parse(text)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.0.0.0/24     | 198.18.1.1  | source 10.0.0.0/24 is refused: this is a laboratory tool",
        "198.18.0.0/24   | 8.8.8.8     | destination 8.8.8.8/32 is refused: this is a laboratory tool",
        "198.18.0.0/16   | 198.18.1.1  | the destination must not be one of the sources",
        "198.18.0.0/24   | 2001:db8::1 | source and destination must be of one family"})
    void shouldSayWhichAddressIsRefused(final String source, final String server, final String expected)
    {
        final String message = assertThrows(IllegalArgumentException.class, () -> LoadPlan.defaults().withAddresses(
            AddressRange.parse(source), new PortRange(1, 2), Endpoint.of(server, 80))).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "192.168.0.0/16 | flood source 192.168.0.0/16 is refused",
        "198.18.0.0/25  | the flood's sources must be nobody else's",
        "198.18.1.0/24  | the flood's sources must be nobody else's",
        "2001:db8::/64  | flood source and destination must be of one family"})
    void shouldRefuseAFloodFromElsewhere(final String source, final String expected)
    {
        final FloodPlan flood = FloodPlan.NONE.withSources(AddressRange.parse(source)).then(1, 1);
        final String message = assertThrows(
            IllegalArgumentException.class, () -> LoadPlan.defaults().withFlood(flood)).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    @Test
    void shouldNumberAllTuples()
    {
        final ClientTuples tuples = new ClientTuples(AddressRange.parse("198.18.0.0/29"), new PortRange(100, 102));
        assertEquals(15, tuples.count());
        for (long number = 0; number < 15; number++)
        {
            assertTrue(tuples.isClient(0, tuples.lo(number)), "number=" + number);
            assertEquals(number, tuples.number(tuples.lo(number), tuples.port(number)));
        }
        assertFalse(tuples.isClient(0, tuples.lo(0) - 1));
        assertFalse(tuples.isClient(0, tuples.lo(4) + 1));
        assertFalse(tuples.isClient(1, tuples.lo(0)));
        assertEquals(ClientTuples.NONE, tuples.number(tuples.lo(0), 99));
        assertEquals(ClientTuples.NONE, tuples.number(tuples.lo(0), 103));
    }

    @Test
    void shouldCutTheFloodsStepsAtTheRunsEnd()
    {
        final FloodPlan flood = FloodPlan.NONE.then(10, 0).then(20, 5);
        assertEquals("[10, 20, 30]", flood.phases(60).stream().map(FloodPlan.Step::durationNs).toList().toString());
        assertEquals("[10, 5]", flood.phases(15).stream().map(FloodPlan.Step::durationNs).toList().toString());
        assertEquals("[10, 20]", flood.phases(30).stream().map(FloodPlan.Step::durationNs).toList().toString());
        assertTrue(flood.isFlood());
        assertFalse(FloodPlan.NONE.then(1, 0).isFlood());
    }

    @Test
    void shouldFeedInOrderAndSayWhatFoundNoRoom()
    {
        final EstablishedFeed feed = new EstablishedFeed(4);
        assertFalse(feed.next());
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                feed.put(i, 10 + i, 100 + i);
            }
            feed.put(9, 9, 9);
            assertEquals(round + 1, feed.lost());
            for (int i = 0; i < 4; i++)
            {
                assertTrue(feed.next());
                assertEquals(i + " " + (10 + i) + " " + (100 + i), feed.lo() + " " + feed.port() + " " + feed.ns());
            }
            assertFalse(feed.next());
        }
    }

    @Test
    void shouldForgetTheOldestTicketWhenTheQueueIsFull()
    {
        final TicketQueue queue = new TicketQueue(2);
        queue.add(1, 11, 111);
        queue.add(2, 22, 222);
        queue.add(3, 33, 333);
        assertEquals(2, queue.size());
        assertEquals("2 22 222", queue.ticket() + " " + queue.slot() + " " + queue.ns());
        queue.remove();
        assertEquals(3, queue.ticket());
    }

    @ParameterizedTest
    @CsvSource({"none, 0, 0", "64/512, 64, 512", "1k/1m, 1000, 1000000", "1/0, 1, 0"})
    void shouldReadPayloads(final String text, final int request, final int response)
    {
        assertEquals(new Payload(request, response), Payload.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/5", "20k/1", "64", "a/b", "1/9999999999", ""})
    void shouldRefusePayloadsThatCannotBe(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> Payload.parse(text));
    }
}
