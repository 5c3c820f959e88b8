package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * The same filters, given to iproute2's own {@code ss} and to ours, find the same of the kernel's connections:
 * listeners, established ones and half-closed ones of both families in a namespace.
 */
@RequiresTun
class FilterOracleTest
{
    private static final String FIRST = "198.18.0.1";
    private static final String SECOND = "198.18.1.1";
    private static final String FIRST_IPV6 = "2001:db8::1";
    private static final String SECOND_IPV6 = "2001:db8:1::1";
    private static final int CONNECTIONS = 4;
    private static final int RANDOM_FILTERS = 120;

    private static NetNs netNs;
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static List<String> lines;

    @BeforeAll
    static void connect()
    {
        netNs = NetNs.create();
        for (final String address : List.of(
            FIRST + "/32", SECOND + "/32", FIRST_IPV6 + "/128", SECOND_IPV6 + "/128"))
        {
            // Without duplicate address detection, which would take a second.
            netNs.run(Stream.concat(Stream.of("ip", "address", "add", address, "dev", "lo"),
                address.indexOf(':') < 0 ? Stream.empty() : Stream.of("nodad")).toArray(String[]::new));
        }
        netNs.call(() ->
        {
            open(FIRST, 80);
            open(SECOND, 443);
            open(FIRST_IPV6, 80);
            open(SECOND_IPV6, 8080);
            return null;
        });
        lines = run("").toList();
    }

    private static void open(final String address, final int port)
    {
        try
        {
            final InetSocketAddress end = new InetSocketAddress(Packets.inetAddress(address), port);
            final ProtocolFamily family =
                address.indexOf(':') < 0 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
            final ServerSocketChannel server = keep(ServerSocketChannel.open(family));
            server.bind(end, 16);
            for (int i = 0; i < CONNECTIONS; i++)
            {
                final SocketChannel client = keep(SocketChannel.open(family));
                client.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                client.bind(new InetSocketAddress(Packets.inetAddress(address), 1024 + 1000 * i + port));
                client.connect(end);
                final SocketChannel accepted = keep(server.accept());
                if (i == 1)
                {
                    // CLOSE-WAIT here, FIN-WAIT-2 there.
                    client.shutdownOutput();
                }
                else if (i == 2)
                {
                    // TIME-WAIT there, nothing here.
                    client.shutdownOutput();
                    accepted.shutdownOutput();
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static <T extends AutoCloseable> T keep(final T opened)
    {
        OPEN.add(opened);
        return opened;
    }

    @AfterAll
    static void close() throws Exception
    {
        for (final AutoCloseable opened : OPEN)
        {
            opened.close();
        }
        if (netNs != null)
        {
            netNs.close();
        }
    }

    /** As ss prints them, in order; without the state, which ss leaves out where it is always the same. */
    private static List<String> ss(final String filter)
    {
        return run(filter).map(FilterOracleTest::withoutState).sorted().toList();
    }

    private static Stream<String> run(final String filter)
    {
        final List<String> command = new ArrayList<>(List.of("ss", "-tanH"));
        Arrays.stream(filter.split(" ")).filter(word -> !word.isEmpty()).forEach(command::add);
        return netNs.run(command.toArray(String[]::new)).lines().map(line -> line.trim().replaceAll("\\s+", " "))
            .filter(line -> !line.isEmpty());
    }

    private static String withoutState(final String line)
    {
        return line.replaceFirst("^[A-Z][^ ]* ", "");
    }

    private static List<String> ours(final String filter)
    {
        final SocketFilter parsed = FilterParser.parse(filter);
        return lines.stream().filter(line -> parsed.matches(SampleRows.parse(line)))
            .map(FilterOracleTest::withoutState).sorted().toList();
    }

    private static void shouldAgree(final String filter)
    {
        // A connection in TIME-WAIT lasts a minute, all else as long as this test.
        assertEquals(ss(filter), ours(filter), filter);
    }

    @Test
    void shouldHaveKernelSocketsOfEachState()
    {
        for (final String state : new String[]{"LISTEN", "ESTAB", "CLOSE-WAIT", "FIN-WAIT-2", "TIME-WAIT"})
        {
            assertTrue(lines.stream().filter(line -> line.startsWith(state + " ")).count() >= 4, state + ": " + lines);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "state established", "state time-wait", "state listening", "state connected", "state synchronized",
        "state bucket", "state big", "state all", "exclude established", "exclude listening exclude time-wait",
        "state fin-wait-2 state close-wait",
        "dst 198.18.0.0/16", "dst 198.18.0.0/24", "dst 198.18.1.1", "dst 198.18/15", "src 198.18.0.1:80",
        "dst 0.0.0.0/0", "dst ::/0", "dst [2001:db8::1]", "dst [2001:db8::/32]:80", "dst [2001:db8:1::/48]",
        "dst [2001:db8::1]:80", "dst 198.18.1.1:443", "src *:80", "src :443", "dst *:*",
        "dport = :80", "sport = :80", "dport != :80", "sport ne 80", "sport ge :1024", "dport le :443",
        "sport gt :1104", "dport lt :443", "sport > :2104", "dport >= :443",
        "dport = :80 or sport = :443", "dport = :80 and src 198.18.0.1", "dport = :80 src 198.18.0.1",
        "( dport = :80 or sport = :80 ) and not src 198.18.0.1", "not dport = :80", "! dport = :80",
        "not ( dport = :80 or dport = :443 )", "state established ( sport = :80 or dport = :80 )",
        "dport = :80 or dport = :443 and src 198.18.1.1", "dport = :80 | dport = :443 & sport > :2000",
        "not dport = :80 and not sport = :80 or src 2001:db8:1::/48", "dport eq :http", "sport = :https"})
    void shouldFindTheSameSocketsAsSs(final String filter)
    {
        shouldAgree(filter);
    }

    @Test
    void shouldFindTheSameSocketsAsSsByRandomFilters()
    {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int i = 0; i < RANDOM_FILTERS; i++)
        {
            final String filter = randomStates(random) + randomExpression(random, 3);
            assertEquals(ss(filter), ours(filter), () -> filter + ", seed=" + seed);
        }
    }

    private static String randomStates(final Random random)
    {
        final List<String> names = SsState.names();
        return switch (random.nextInt(4))
        {
            case 0 -> "state " + names.get(random.nextInt(names.size())) + " ";
            // Not "all": what is left without any state, ss takes for no choice.
            case 1 -> "exclude " + names.get(1 + random.nextInt(names.size() - 1)) + " ";
            default -> "";
        };
    }

    private static String randomExpression(final Random random, final int depth)
    {
        final int choice = depth == 0 ? 3 + random.nextInt(3) : random.nextInt(6);
        final String[] networks = {FIRST, SECOND, "198.18.0.0/23", "[" + FIRST_IPV6 + "]", "[2001:db8::/47]", "*:80",
            "198.18.0.0/15:80", "[2001:db8::/32]:8080"};
        final int[] ports = {80, 443, 8080, 1104, 1467, 2104, 3467};
        final String[] operators = {"=", "!=", ">=", "<=", "gt", "lt"};
        return switch (choice)
        {
            case 0 -> randomExpression(random, depth - 1) + " and " + randomExpression(random, depth - 1);
            case 1 -> randomExpression(random, depth - 1) + " or " + randomExpression(random, depth - 1);
            case 2 -> "( " + randomExpression(random, depth - 1) + " )";
            case 3 -> (random.nextBoolean() ? "dst " : "src ") + networks[random.nextInt(networks.length)];
            case 4 -> "not " + randomPort(random, operators, ports);
            default -> randomPort(random, operators, ports);
        };
    }

    private static String randomPort(final Random random, final String[] operators, final int[] ports)
    {
        return (random.nextBoolean() ? "dport " : "sport ") + operators[random.nextInt(operators.length)] + " :" +
            ports[random.nextInt(ports.length)];
    }
}
