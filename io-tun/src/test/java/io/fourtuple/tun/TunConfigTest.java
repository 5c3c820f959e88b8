package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunConfigTest
{
    @Test
    void shouldHaveTheDefaultsOfLinux()
    {
        final TunConfig config = TunConfig.named("ft0");
        assertEquals("ft0", config.name());
        assertEquals(1_500, config.mtuBytes());
        assertEquals(500, config.txQueueFrames());
        assertEquals(0, config.addresses().size());
    }

    @Test
    void shouldRefuseANameTooLong()
    {
        assertMessage("device name must have 1 to 15 bytes: name=fourtuple-device bytes=16",
            () -> TunConfig.named("fourtuple-device"));
        assertMessage("device name must have 1 to 15 bytes: name= bytes=0", () -> TunConfig.named(""));
        assertEquals("fourtuple-devic", TunConfig.named("fourtuple-devic").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "a:b", ".", "..", "a%s", "a%d%d", "tun\u00e9", "a\n"})
    void shouldRefuseANameThatTheKernelWouldRefuse(final String name)
    {
        assertMessage("device name must be printable ASCII without space, slash, colon and percent: name=" + name,
            () -> TunConfig.named(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 67, 65_536})
    void shouldRefuseAnMtuOutOfRange(final int mtu)
    {
        assertMessage("MTU must be 68 to 65535: mtu=" + mtu, () -> TunConfig.named("ft0").mtu(mtu));
    }

    @Test
    void shouldRefuseAnMtuTooSmallForIpv6()
    {
        final TunConfig config = TunConfig.named("ft0").mtu(1_279).address("2001:db8::1/64");
        assertMessage("MTU must be at least 1280 with an IPv6 address (RFC 8200 5): mtu=1279 " +
            "address=2001:db8::1/64", () -> TunDevice.open(config));
    }

    @Test
    void shouldRefuseAnEmptyQueue()
    {
        assertMessage("txQueue must be at least 1: frames=0", () -> TunConfig.named("ft0").txQueue(0));
    }

    @Test
    void shouldRefuseAddressesThatAreNone()
    {
        final TunConfig config = TunConfig.named("ft0");
        assertMessage("an interface's address is written with its prefix length, as 198.18.0.1/15 or 2001:db8::1/64: " +
            "198.18.0.1", () -> config.address("198.18.0.1"));
        assertMessage("prefix length must be 0 to 32: 198.18.0.1/33", () -> config.address("198.18.0.1/33"));
        assertMessage("prefix length must be 0 to 128: 2001:db8::1/129", () -> config.address("2001:db8::1/129"));
        assertMessage("prefix length must be 0 to 32: 198.18.0.1/", () -> config.address("198.18.0.1/"));
        assertMessage("not an IP address: 198.18.0", () -> config.address("198.18.0/24"));
        assertMessage("not an IP address: host.example", () -> config.address("host.example/24"));
    }

    @Test
    void shouldRefuseARingThatIsNoPowerOfTwo()
    {
        assertMessage("ringBytes must be a power of two: ringBytes=1000", () -> new PumpConfig().ringBytes(1_000));
    }

    private static void assertMessage(final String message, final Executable executable)
    {
        assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
    }
}
