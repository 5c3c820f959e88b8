package io.fourtuple.config;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;

class PrefixTest
{
    @ParameterizedTest
    @CsvSource({
        "198.18.3.7/15,  198.18.3.7/15,  198.18.0.0/15,  17", "198.18.3.7,     198.18.3.7/32,  198.18.3.7/32,   0",
        "198.18.3.7/0,   198.18.3.7/0,   0.0.0.0/0,      32", "2001:db8::1/64, 2001:db8::1/64, 2001:db8::/64,  64",
        "2001:db8::1:1/127, 2001:db8::1:1/127, 2001:db8::1:0/127, 1", "2001:db8:8::1/33, 2001:db8:8::1/33, 2001:db8::/33, 95",
        "::/0, ::/0, ::/0, 128", "2001:db8::1, 2001:db8::1/128, 2001:db8::1/128, 0"})
    void shouldParse(final String text, final String written, final String network, final int hostBits)
    {
        assertEquals(written, Prefix.parse(text).toString());
        assertEquals(network, Prefix.parse(text).network().toString());
        assertEquals(hostBits, Prefix.parse(text).hostBits());
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.1/33,   prefix length must be 0 to 32: 198.18.0.1/33",
        "198.18.0.1/,     prefix length must be 0 to 32: 198.18.0.1/",
        "198.18.0.1/-1,   prefix length must be 0 to 32: 198.18.0.1/-1",
        "2001:db8::/129,  prefix length must be 0 to 128: 2001:db8::/129",
        "2001:db8::/1234, prefix length must be 0 to 128: 2001:db8::/1234",
        "198.18.0/24,     not an IP address: 198.18.0", "host/24, not an IP address: host"})
    void shouldRefuseWithTheValue(final String text, final String message)
    {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> Prefix.parse(text)).getMessage());
    }

    @Test
    void shouldRefuseALengthThatNoAddressHas()
    {
        assertEquals("prefix length must be 0 to 32: 0.0.0.1/33",
            assertThrows(IllegalArgumentException.class, () -> new Prefix(false, 0, 1, 33)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Prefix(true, 0, 1, -1));
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.0/15, 198.19.255.255, true", "198.18.0.0/15, 198.20.0.0, false", "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false", "::/0, 198.18.0.1, false", "198.18.0.1, 198.18.0.1, true", "198.18.0.1, 198.18.0.0, false",
        "2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false", "2001:db8::/64, 2001:db8::9:1, true",
        "2001:db8::/64, 2001:db8:0:1::, false", "2001:db8::/127, 2001:db8::1, true", "2001:db8::/127, 2001:db8::2, false",
        "::/0, ffff::ffff, true", "2001:db8::2, 2001:db8::2, true"})
    void shouldContain(final String prefix, final String address, final boolean expected)
    {
        final Endpoint endpoint = Endpoint.of(address, 0);
        assertEquals(expected,
            Prefix.parse(prefix).contains(endpoint.family() == 6, endpoint.hi(), endpoint.lo()));
        assertEquals(expected, Prefix.parse(prefix).contains(Prefix.of(endpoint)));
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.0/15, 198.18.4.0/24, true, true", "198.18.4.0/24, 198.18.0.0/15, false, true",
        "198.18.0.0/24, 198.18.1.0/24, false, false", "0.0.0.0/0, ::/0, false, false"})
    void shouldContainAndOverlapAnother(
        final String text, final String other, final boolean contains, final boolean overlaps)
    {
        assertEquals(contains, Prefix.parse(text).contains(Prefix.parse(other)));
        assertEquals(overlaps, Prefix.parse(text).overlaps(Prefix.parse(other)));
    }
}
