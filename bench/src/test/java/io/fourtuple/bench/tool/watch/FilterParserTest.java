package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest
{
    /** By their numbers in the tests' expectations, from 0. */
    private static final List<SocketRow> ROWS = List.of(
        SampleRows.parse("LISTEN 0 128 0.0.0.0:80 0.0.0.0:*"),
        SampleRows.parse("ESTAB 0 0 198.18.0.2:80 198.18.0.3:1024"),
        SampleRows.parse("ESTAB 0 0 198.18.0.2:443 198.19.255.255:40000"),
        SampleRows.parse("TIME-WAIT 0 0 198.18.0.2:80 198.51.100.7:1023"),
        SampleRows.parse("SYN-RECV 0 0 198.18.0.2:80 10.0.0.1:5"),
        SampleRows.parse("SYN-SENT 0 1 198.18.0.2:50000 198.18.0.9:80"),
        SampleRows.parse("ESTAB 0 0 [2001:db8::2]:443 [2001:db8:1::3]:1024"),
        SampleRows.parse("CLOSE-WAIT 0 0 [2001:db8::2]:80 [2001:db9::1]:443"),
        SampleRows.parse("LISTEN 0 1 *:7 *:*"));

    private static String matching(final String filter)
    {
        final SocketFilter parsed = FilterParser.parse(filter);
        return IntStream.range(0, ROWS.size()).filter(i -> parsed.matches(ROWS.get(i)))
            .mapToObj(String::valueOf).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
        "``                                             # 012345678",
        "state all                                      # 012345678",
        "state established                              # 126",
        "state ESTABLISHED                              # 126",
        "state connected                                # 1234567",
        "state synchronized                             # 123467",
        "state bucket                                   # 34",
        "state big                                      # 0125678",
        "state listening                                # 08",
        "state listen                                   # 08",
        "state established state time-wait              # 1236",
        "exclude established                            # 034578",
        "exclude established exclude listening          # 3457",
        "state connected exclude bucket                 # 12567",
        "state bucket dst 10.0.0.1                      # 4",
        "dst 198.18.0.0/16                              # 15",
        "dst 198.18.0.0/15                              # 125",
        "dst 198.18/15                                  # 125",
        "dst 198.18.0.3                                 # 1",
        "dst 198.18.0.3:1024                            # 1",
        "dst 198.18.0.3:1025                            # ``",
        "dst = 198.18.0.3                               # 1",
        "dst != 198.18.0.3                              # 02345678",
        "dst 0.0.0.0/0                                  # 012345",
        "dst ::/0                                       # 678",
        "dst *:1024                                     # 16",
        "dst :1024                                      # 16",
        "dst [2001:db8::]/32:1024                       # 6",
        "dst [2001:db8::/32]:1024                       # 6",
        "dst [2001:db8::]/32                            # 6",
        "dst [2001:db8::/32]                            # 6",
        "dst 2001:db8::/31                              # 67",
        "dst 2001:db8::/32:1024                         # 6",
        "dst 2001:db9::1                                # 7",
        "dst [2001:db9::1]:443                          # 7",
        "src 198.18.0.2                                 # 12345",
        "src 198.18.0.2:80                              # 134",
        "sport = :80                                    # 01347",
        "sport = 80                                     # 01347",
        "sport == :80                                   # 01347",
        "sport eq :80                                   # 01347",
        "sport=:80                                      # 01347",
        "dport != :80                                   # 01234678",
        "dport ne :80                                   # 01234678",
        "dport ge :1024                                 # 126",
        "dport >= :1024                                 # 126",
        "dport > :1024                                  # 2",
        "dport gt :1024                                 # 2",
        "dport le :80                                   # 0458",
        "dport < :80                                    # 048",
        "dport lt :80                                   # 048",
        "sport = :80 and dport = :1024                  # 1",
        "sport = :80 dport = :1024                      # 1",
        "sport = :80 & dport = :1024                    # 1",
        "sport = :443 or dport = :443                   # 267",
        "sport = :443 | dport = :443                    # 267",
        "sport = :443 || dport = :443 && sport = :80    # 7",
        "sport = :443 or sport = :80 dport = :443       # 7",
        "sport = :443 or ( sport = :80 dport = :443 )   # 267",
        "sport = :80 dport = :443 or sport = :443       # 267",
        "( sport = :443 or dport = :443 ) sport = :80   # 7",
        "(sport = :443 or dport = :443)sport = :80      # 7",
        "(sport=:443 or dport=:443) and not src 198.18.0.2 # 67",
        "not sport = :80 dport = :1024                  # 6",
        "not ( sport = :80 dport = :1024 )              # 02345678",
        "! sport = :80                                  # 2568",
        "not not sport = :7                             # 8",
        "state time-wait ( dst 198.51.100.0/24 or dst 10/8 ) # 3"})
    void shouldMatchTheRowsOfAFilter(final String filter, final String expected)
    {
        assertEquals(expected, matching(filter));
    }

    @Test
    void shouldKnowServicesByName()
    {
        assumeTrue(Files.exists(Path.of("/etc/services")));
        assertEquals("26", matching("sport = :https"));
        assertEquals(-1, PortNames.port("no-such-service"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
        "state                                # 6  # a state is expected after state, one of all, connected",
        "state frob                           # 7  # not frob",
        "frob                                 # 1  # one of state, exclude, dst, src, dport, sport, not or ( is",
        "dst                                  # 4  # an address or network is expected after dst, not the end",
        "dst frob                             # 5  # not an IP address: frob",
        "dst 198.18.0.256                     # 5  # not an IP address: 198.18.0.256",
        "dst 198.18.0.0/33                    # 5  # prefix length must be 0 to 32: 198.18.0.0/33",
        "dst 2001:db8::/129                   # 5  # prefix length must be 0 to 128: 2001:db8::/129",
        "dst [2001:db8::1                     # 5  # brackets do not match",
        "dst [2001:db8::1]:70000              # 5  # not a port, 0 to 65535 or a name of /etc/services: 70000",
        "dst >= 198.18.0.1                    # 8  # only = or != will do",
        "sport :80                            # 7  # =, !=, >=, <=, > or < is expected after sport, not :80",
        "sport = x                            # 9  # not a port, 0 to 65535 or a name of /etc/services: x",
        "sport = 1.2.3.4:80                   # 9  # a port is expected, as :80, not an address",
        "sport = :                            # 9  # a port is expected, as :80",
        "sport =                              # 8  # a port is expected after sport =, not the end",
        "sport =! :80                         # 7  # no such operator: =!",
        "( sport = :80                        # 1  # this parenthesis is not closed",
        "sport = :80 )                        # 13 # no parenthesis is open",
        "sport = :80 or                       # 15 # one of dst, src, dport, sport, not or ( is expected, not the end",
        "and sport = :80                      # 1  # is expected, not and",
        "sport = :80 state time-wait          # 13 # state must stand before the rest of the filter"})
    void shouldNameTheMistakeAndItsCharacter(final String filter, final int character, final String expected)
    {
        final FilterException ex = assertThrows(FilterException.class, () -> FilterParser.parse(filter));
        assertTrue(ex.getMessage().contains(expected), ex.getMessage());
        assertTrue(ex.getMessage().startsWith("filter, character " + character + ": "), ex.getMessage());
        assertEquals(character - 1, ex.position());
        assertEquals(1, ex.getMessage().lines().count());
    }

    @Test
    void shouldRefuseTooDeepNesting()
    {
        final FilterException ex = assertThrows(FilterException.class,
            () -> FilterParser.parse("(".repeat(1_000_000)));
        assertTrue(ex.getMessage().contains("nested more than 200 deep"), ex.getMessage().substring(0, 80));
        assertEquals("1", matching("not ".repeat(200) + "dport = :1024 src 198.18.0.2"));
    }

    @ParameterizedTest
    @ValueSource(strings =
        {"state", "exclude", "dst", "src", "dport", "sport=:80", "dport=80", "!", "(", "(dst", "not"})
    void shouldKnowAFilterByItsFirstWord(final String word)
    {
        assertTrue(FilterParser.isFilter(word), word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-server", "1234", "./x.tel", "/dev/shm/x", "statement", ""})
    void shouldNotTakeAnEngineForAFilter(final String word)
    {
        assertFalse(FilterParser.isFilter(word), word);
    }
}
