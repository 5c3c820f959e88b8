package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

@RequiresTun
class TunDeviceTest
{
    private static final int OPENINGS = 50;

    private final NetNs netNs = NetNs.create();

    @AfterEach
    void removeNamespace()
    {
        netNs.close();
    }

    @Test
    void shouldOpenWithNameMtuQueueAndAddresses()
    {
        final TunConfig config = TunConfig.named("ft0").mtu(1_400).txQueue(1_000)
            .address("198.18.0.1/15").address("198.18.3.4/32").address("2001:db8::1/64").address("2001:db8:1::1/48");
        try (TunDevice device = netNs.open(config))
        {
            assertEquals("ft0", device.name());
            assertEquals(1_400, device.mtuBytes());
            final String json = netNs.run("ip", "-j", "addr", "show", "dev", "ft0");
            assertContains(json, "\"ifname\":\"ft0\"");
            assertContains(json, "\"mtu\":1400");
            assertContains(json, "\"txqlen\":1000");
            assertContains(json, "\"UP\"");
            assertContains(json, "\"local\":\"198.18.0.1\",\"prefixlen\":15");
            assertContains(json, "\"local\":\"198.18.3.4\",\"prefixlen\":32");
            assertContains(json, "\"local\":\"2001:db8::1\",\"prefixlen\":64");
            assertContains(json, "\"local\":\"2001:db8:1::1\",\"prefixlen\":48");
            assertFalse(json.contains("fe80"), json);
            assertFalse(json.contains("tentative"), json);
        }
        assertEquals(1, netNs.tryRun("ip", "link", "show", "ft0").exitCode());
    }

    @Test
    void shouldLetTheKernelChooseTheNumber()
    {
        final TunConfig config = TunConfig.named("ft%d");
        try (TunDevice first = netNs.open(config); TunDevice second = netNs.open(config))
        {
            assertEquals("ft0", first.name());
            assertEquals("ft1", second.name());
        }
    }

    @Test
    void shouldWorkWithAnMtuTooSmallForIpv6()
    {
        try (TunDevice device = netNs.open(TunConfig.named("ft0").mtu(576).address("198.18.0.1/24")))
        {
            assertContains(netNs.run("ip", "-j", "addr", "show", "dev", device.name()), "\"mtu\":576");
        }
    }

    @Test
    void shouldHaveNoLinkLocalAddressToSolicitRoutersFrom()
    {
        try (TunDevice device = netNs.open(TunConfig.named("ft0").address("198.18.0.1/24").address("2001:db8::1/64")))
        {
            assertContains(netNs.run("ip", "-d", "-j", "link", "show", "ft0"), "\"inet6_addr_gen_mode\":\"none\"");
            assertEquals("", netNs.run("ip", "-6", "addr", "show", "dev", "ft0", "scope", "link"));
            assertEquals(0, new LinkDriver(TunLinks.polled(device, new Counters()), 8).receive());
        }
    }

    /** The kernel adds the route of an IPv6 address some time after the address: a packet before that would be lost. */
    @Test
    void shouldHaveItsAddressesRoutedWhenItIsOpen()
    {
        final byte[] request = Packets.echoRequest("2001:db8::2", "2001:db8::1", 1, new byte[8]);
        for (int i = 0; i < OPENINGS; i++)
        {
            final TunConfig config = TunConfig.named("ft0").address("198.18.0.1/24").address("2001:db8::1/64");
            try (TunDevice device = netNs.open(config))
            {
                final LinkDriver driver = new LinkDriver(TunLinks.polled(device, new Counters()), 8);
                assertTrue(driver.send(request));
                assertEquals(request.length, driver.awaitFrame().length, "opening=" + i);
            }
        }
    }

    @Test
    void shouldSayThatTheNameIsInUse()
    {
        try (TunDevice device = netNs.open(TunConfig.named("ft0")))
        {
            final TunException ex = assertThrows(TunException.class, () -> netNs.open(TunConfig.named("ft0")));
            assertEquals("ioctl(TUNSETIFF) failed for ft0: EBUSY (Device or resource busy): the name is in use: " +
                "choose another, or remove the old device: ip link del ft0", ex.getMessage());
            assertEquals(Errno.EBUSY.number(), ex.errno());
            assertTrue(device.isPresent());
        }
    }

    /** {@code ip link del} of any other device may cut the machine off. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {"lo | none", "eth7 | ip link add eth7 type veth peer name peer7",
        "tap7 | ip tuntap add dev tap7 mode tap"})
    void shouldNeverAdviseToRemoveADeviceThatIsNoTun(final String name, final String made)
    {
        if (made != null)
        {
            netNs.run(made.split(" "));
        }
        final TunException ex = assertThrows(TunException.class, () -> netNs.open(TunConfig.named(name)));
        assertEquals("ioctl(TUNSETIFF) failed for " + name + ": EBUSY (Device or resource busy): the name is in use by a " +
            "device that is no TUN: choose another", ex.getMessage());
    }

    @Test
    void shouldNotTakeOverAPersistentDevice()
    {
        netNs.run("ip", "tuntap", "add", "dev", "ft0", "mode", "tun");
        final TunException ex = assertThrows(TunException.class, () -> netNs.open(TunConfig.named("ft0")));
        assertEquals(Errno.EBUSY.number(), ex.errno());
        assertTrue(ex.getMessage().endsWith("or remove the old device: ip link del ft0"), ex.getMessage());
    }

    @Test
    void shouldSayWhichAddressIsGivenTwiceAndLeaveNothingBehind()
    {
        final TunConfig config = TunConfig.named("ft0").address("198.18.0.1/24").address("198.18.0.1/24");
        final TunException ex = assertThrows(TunException.class, () -> netNs.open(config));
        assertEquals("RTM_NEWADDR 198.18.0.1/24 failed for ft0: EEXIST (File exists): the device has this address " +
            "already: give each address once", ex.getMessage());
        assertEquals(1, netNs.tryRun("ip", "link", "show", "ft0").exitCode());
    }

    @Test
    void shouldSayThatIpv6IsSwitchedOff()
    {
        netNs.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        final TunConfig config = TunConfig.named("ft0").address("2001:db8::1/64");
        final TunException ex = assertThrows(TunException.class, () -> netNs.open(config));
        assertContains(ex.getMessage(), "RTM_NEWADDR 2001:db8::1/64 failed for ft0: EACCES (Permission denied)");
        assertContains(ex.getMessage(), "sysctl -w net.ipv6.conf.all.disable_ipv6=0");
    }

    @Test
    void shouldCloseTwice()
    {
        final TunDevice device = netNs.open(TunConfig.named("ft0"));
        device.close();
        device.close();
        assertFalse(device.isPresent());
        assertEquals("device ft0 was closed", device.downReason());
    }

    private static void assertContains(final String text, final String part)
    {
        assertTrue(text.contains(part), "no " + part + " in " + text);
    }
}
