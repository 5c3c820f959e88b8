package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;

class MainTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        final String[] args = commandLine.isEmpty() ? new String[0] : commandLine.split(" ");
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``                                      | a command is missing",
        "frob                                    | 'frob'",
        "statt                                   | fourtuple: no such command: 'statt'; fourtuple --help says more",
        "bench cycl                              | no such command: 'cycl'; fourtuple bench --help says more",
        "serve --bogus                           | Unknown option: '--bogus'",
        "serve --http                            | --http",
        "serve --http abc                        | 'abc' is not an int",
        "serve --http 0                          | --http must be a port, 1 to 65535: --http=0",
        "serve --echo 65536                      | --echo must be a port, 1 to 65535: --echo=65536",
        "serve --http 80 --echo 80               | --http and --echo have the same port: 80",
        "serve --duration -1                     | --duration must be 0 or more: --duration=-1",
        "serve --host 198.18.0.1                 | 198.18.0.1",
        "serve --host 198.18.0.1/33              | 198.18.0.1/33",
        "serve --host frob/8                     | frob",
        "serve --mtu 20                          | MTU must be",
        "serve --mtu 1000                        | MTU must be at least 1280",
        "serve --tun a/b                         | device name",
        "serve --tun abcdefghijklmnop            | device name",
        "serve --idle frob                       | 'frob'",
        "serve --cpu -1                          | --cpu must be 0 or more: --cpu=-1",
        "serve --queues 0                        | --queues must be 1 to 256: --queues=0",
        "serve --queues 2 --pump                 | --pump is for one queue: --queues=2",
        "serve --offload --pump                  | --offload is for a loop that reads the device itself, without --pump",
        "serve --offload --fault drop=0.1        | --offload and --fault exclude each other: faults are of single segments",
        "serve --queues 2 --pcap /tmp/x          | --pcap is for one queue: --queues=2",
        "serve --queues 2 --cpu 9999             | not enough CPUs for 2 loops: --cpu=9999",
        "serve --set tcp_sac=1                   | no such setting: tcp_sac; did you mean tcp_sack",
        "serve --set time_wait_seconds=x         | must be a whole number",
        "serve --set time_wait_seconds=9999      | must be 0 to 7200",
        "serve --set max_listeners=999999999999g | --set",
        "serve --fault drop=2                    | --fault: drop must be a probability, 0 to 1: drop=2",
        "serve --snap 100                        | --snap is for a capture",
        "serve --pcap /x --snap 0                | --snap must be 1 to 262144: --snap=0",
        "serve --pcap /no/such/folder/x.pcap     | no such folder",
        "connect                                 | 'ADDRESS'",
        "connect 198.18.0.1                      | 'PORT'",
        "connect localhost 80                    | not an IP address: localhost (names are not looked up)",
        "connect 198.18.0.1 0                    | PORT must be 1 to 65535: 0",
        "connect 198.18.0.9 80                   | 198.18.0.9:80 would be fourtuple's own address",
        "connect --host 10.9.0.1/24 2001:db8::1 80 | give a --host of its family",
        "demo --seconds 0                        | --seconds must be 1 to 86400: --seconds=0",
        "demo --bytes 0                          | --bytes must be",
        "demo --close-first nobody               | 'nobody'",
        "demo --time-wait-seconds -1             | --time-wait-seconds must be",
        "demo --time-wait lunix                  | --time-wait: no such TIME_WAIT policy: lunix; there are rfc6191, linux",
        "demo --time-wait java.lang.String       | java.lang.String does not implement io.fourtuple.timewait",
        "serve --time-wait lunix                 | --time-wait: no such TIME_WAIT policy: lunix",
        "serve --sysctl tcp_tw_reuse=3           | tcp_tw_reuse must be 0 to 2: tcp_tw_reuse=3",
        "serve --sysctl net.ipv4.tcp_tw_reus=1   | no such setting: tcp_tw_reus; did you mean tcp_tw_reuse",
        "serve --set time_wait=x                 | time_wait must be one of rfc6191, linux, linux-recycle",
        "demo surplus                            | 'surplus'",
        "demo --latency frob                     | --latency: no such latency: frob; there are all, off, syn-to-syn-ack,",
        "demo --latency off --hlog x.hlog        | --hlog has nothing to write with --latency off",
        "demo --hlog /no/such/folder/x           | --hlog: no file can be written there: /no/such/folder/x",
        "serve --latency cycle,                  | --latency: no such latency: ; there are all, off",
        "bench cycle --latency frob              | --latency: no such latency: frob; there are",
        "bench tun --handshakes 10               | --handshakes must be 64 to 16000000: --handshakes=10",
        "bench tun --rounds 0                    | --rounds must be 1 to 1000: --rounds=0",
        "bench tun --cpu 0 --load-cpu 0          | the load needs a CPU of its own: --cpu=0 --load-cpu=0",
        "bench goodput --loss 101                | --loss must be 0 to 100 (per cent): --loss=101.0",
        "bench goodput --loss 1,x                | 'x' is not a double",
        "bench goodput --reorder -1              | --reorder must be 0 to 100 (per cent): --reorder=-1.0",
        "bench goodput --rtt 2001                | --rtt must be 0 to 2000: --rtt=2001",
        "bench goodput --rate fast               | --rate: rate must be a rate in bit/s, as 100m or 2.5gbit: rate=fast",
        "bench goodput --rate 1k                 | --rate must be 100000 to 10000000000: --rate=1000",
        "bench goodput --reorder-by 5            | --reorder-by: reorder_by must be a time with its unit",
        "bench goodput --seconds 0               | --seconds must be 0.1 to 600: --seconds=0.0",
        "bench goodput --repeats 0               | --repeats must be 1 to 100: --repeats=0",
        "bench goodput --congestion a/b          | --congestion must be the name of a congestion control: --congestion=a/b",
        "bench goodput --set tcp_sac=1           | --set: no such setting: tcp_sac; did you mean tcp_sack",
        "bench goodput --svg /no/such/folder/x   | --svg: no file can be written there: /no/such/folder/x",
        "bench goodput --json /no/such/folder/x  | --json: no file can be written there: /no/such/folder/x",
        "bench scale --loops 1                   | --loops must be 2 to 1024: --loops=1",
        "bench scale --loops 1024                | each loop needs a CPU of its own: --loops=1024",
        "bench                                   | a benchmark is missing: cycle",
        "bench frob                              | 'frob'",
        "bench cycle --idle 10x                  | '10x' is not a whole number",
        "bench cycle --idle 251m                 | --idle must be 0 to 250000000: --idle=251000000",
        "bench cycle --held 251m                 | --idle must be 0 to 250000000: --idle=251000000",
        "bench cycle --batch 0                   | --batch must be 1 to 4096: --batch=0",
        "bench cycle --seconds 0                 | --seconds must be 1 to 3600: --seconds=0",
        "bench cycle --rounds 0                  | --rounds must be 1 to 1000: --rounds=0",
        "bench cycle --cpu -1                    | --cpu must be 0 or more: --cpu=-1",
        "bench cycle --json /no/such/folder/x    | --json: no file can be written there: /no/such/folder/x",
        "bench latency --threads 3               | --threads must be 1 to 2: --threads=3",
        "bench latency --seconds 301             | --seconds must be 1 to 300: --seconds=301",
        "bench latency --batch 513               | --batch must be 1 to 512: --batch=513",
        "bench latency --hlog /no/such/folder/x  | --hlog: no file can be written there: /no/such/folder/x",
        "bench watched --pairs 0                 | --pairs must be 1 to 1000: --pairs=0",
        "bench exhaustion --policy frob          | no such policy: frob; there are rfc6191, linux, linux-reuse,",
        "bench exhaustion --connections 0        | --connections must be 1 to 1000000000: --connections=0",
        "bench exhaustion --close-first nobody   | 'nobody'",
        "bench exhaustion --set tcp_sac=1        | --set: no such setting: tcp_sac; did you mean tcp_sack",
        "bench exhaustion --svg /no/such/folder/x | --svg: no file can be written there: /no/such/folder/x",
        "bench stalls --only frob                | --only must be of churn, expiry, expiry-in-a-second, growth",
        "bench stalls --count 0                  | --count must be 1 to 100000000: --count=0",
        "bench stalls --rounds x                 | 'x' is not an int"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final String expected)
    {
        assertEquals(2, run(commandLine));
        final String message = err.toString();
        assertTrue(message.contains(expected), message);
        assertTrue(message.startsWith("fourtuple: "), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "connect --help", "demo --help", "bench cycle --help",
        "bench latency --help", "bench stalls --help", "bench scale --help", "bench tun --help",
        "bench goodput --help",
        "bench exhaustion --help", "bench watched --help", "bench ab --help", "compare --help", "load --help",
        "flood --help", "stat --help",
        "ss --help", "errors --help"})
    void shouldPrintHelpWithExamples(final String commandLine)
    {
        assertEquals(0, run(commandLine));
        assertTrue(out.toString().contains("Examples:"), out.toString());
        assertEquals("", err.toString());
        assertTrue(out.toString().indexOf('\u001b') < 0, "plain text");
    }

    @Test
    void shouldPrintItsVersion()
    {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("fourtuple "), out.toString());
    }

    @Test
    void shouldListSettingsAndCounters()
    {
        assertEquals(0, run("settings"));
        for (final Setting setting : Setting.values())
        {
            assertTrue(out.toString().contains(System.lineSeparator() + setting.key() + "=") ||
                out.toString().startsWith(setting.key() + "="), setting.key());
        }
        out.getBuffer().setLength(0);
        assertEquals(0, run("settings --counters syncookies"));
        assertTrue(out.toString().startsWith("TcpExtSyncookiesFailed  (outcome)"), out.toString());
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 120), out.toString());
        assertEquals(1, run("settings frobnicate"));
        assertTrue(err.toString().contains("no setting has this in name or meaning: frobnicate"), err.toString());
    }
}
