package io.fourtuple.config;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;

class LocalAddressesTest
{
    private final LocalAddresses addresses = new LocalAddresses()
        .add("198.18.0.1/15").exclude(IpText.parse("198.18.0.1"))
        .add("2001:db8::1/64").exclude(IpText.parse("2001:db8::1"))
        .add("192.0.2.4/31").add("192.0.2.9");

    @ParameterizedTest
    @CsvSource({
        "198.18.0.2, true", "198.19.255.254, true", "198.18.0.1, false", "198.18.0.0, false", "198.19.255.255, false",
        "198.20.0.1, false", "198.17.255.255, false", "192.0.2.4, true", "192.0.2.5, true", "192.0.2.6, false",
        "192.0.2.9, true", "2001:db8::2, true", "2001:db8::1, false", "2001:db8:0:1::2, false",
        "2001:db8::ffff:ffff:ffff:ffff, true"})
    void shouldContain(final String address, final boolean expected)
    {
        final Endpoint endpoint = Endpoint.of(address, 0);
        assertEquals(expected, addresses.contains(endpoint.family() == 6, endpoint.hi(), endpoint.lo()));
    }

    @Test
    void shouldKnowTheBroadcastAddresses()
    {
        assertTrue(addresses.isBroadcast(Endpoint.of("198.19.255.255", 0).lo()));
        assertFalse(addresses.isBroadcast(Endpoint.of("198.18.0.2", 0).lo()));
        assertFalse(addresses.isBroadcast(Endpoint.of("192.0.2.5", 0).lo()));
    }

    /** The edges of each network, among networks of other sizes; what is an edge of a smaller network's size only is none. */
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0, true", "10.1.255.255, true", "10.1.5.0, false", "10.1.5.255, false", "10.1.5.1, false",
        "198.51.100.0, true", "198.51.100.255, true", "198.51.100.63, false", "198.51.100.64, false",
        "192.0.2.4, false", "192.0.2.5, false", "192.0.2.9, false", "203.0.113.0, false", "203.0.113.255, false"})
    void shouldKnowTheEdgesOfNetworksOfAnySize(final String address, final boolean expected)
    {
        final LocalAddresses several = new LocalAddresses()
            .add("10.1.0.1/16").add("192.0.2.4/31").add("198.51.100.7/24").add("192.0.2.9").add("0.0.0.0/0");
        assertEquals(expected, several.isBroadcast(Endpoint.of(address, 0).lo()));
    }

    @Test
    void shouldTakeTheFirstAddressThatIsItsOwn()
    {
        assertEquals(Endpoint.of("198.18.0.2", 0), addresses.first(false));
        assertEquals(Endpoint.of("2001:db8::2", 0), addresses.first(true));
        assertNull(LocalAddresses.all().first(false));
        assertEquals(Endpoint.of("192.0.2.7", 0), new LocalAddresses().add("192.0.2.7").first(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.1/33", "198.18.0.1/x", "host/24", "2001:db8::/129", "198.18.0/24", "198.18.0.1/"})
    void shouldRefuse(final String cidr)
    {
        assertThrows(IllegalArgumentException.class, () -> new LocalAddresses().add(cidr));
    }
}
