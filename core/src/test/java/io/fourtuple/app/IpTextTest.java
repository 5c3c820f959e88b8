package io.fourtuple.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest
{
    /** RFC 5952 4: as written here, so read and written again. */
    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::2", "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1", "fe80::1:0:0:1", "1::", "2001:db8::1:0:0:1"})
    void shouldWriteWhatItReads(final String address)
    {
        final Endpoint endpoint = Endpoint.of(address, 80);
        assertEquals(address, IpText.address(endpoint.family() == 6, endpoint.hi(), endpoint.lo()));
        assertEquals(endpoint.family() == 6 ? "[" + address + "]:80" : address + ":80", endpoint.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "example.org", "1.2.3", "256.1.1.1", "1.2.3.4.5", "", "2001:db8::g", ":::"})
    void shouldNeverLookANameUp(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> IpText.parse(text));
    }
}
