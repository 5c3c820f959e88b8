package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/**
 * Two engines, the one echoes what the other sends, over a wire that loses, doubles, reorders, corrupts and is cut for
 * seconds; then nothing disturbs them any more. Whatever was lost, nobody may wait for ever: within two of the longest
 * time-outs (RFC 6298 2.5 allows 60 s and more for one; here it is 120 s) every byte has come, in order, and every
 * connection has ended by FIN.
 */
@OneJdk
class StallModelTest
{
    private static final long MS = 1_000_000;
    private static final long CHAOS_MS = 40_000;
    private static final long BOUND_MS = 240_000;
    private static final int CONNECTIONS = 12;
    private static final int PORT = 80;
    private static final String[] DEFENCES = {"backlog", "hybrid", "cookies-always"};
    private static final int COOKIES = 2;
    private static final String SERVER = "198.18.0.2";
    private static final String CLIENT = "198.18.1.1";

    private SplittableRandom random;
    private long nowNs = 1_000_000_000L;
    private final List<Throwable> errors = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    /** Sends so many bytes, compares what comes back, ends. Reads slowly now and then: its window is shut for a while. */
    private final class Client implements ConnectionHandler
    {
        private final int length;
        private int sent;
        private int received;
        private long id;
        private long shutUntilNs;
        private boolean isShut;
        private boolean isEstablished;
        private CloseReason end;

        private Client(final int length)
        {
            this.length = length;
        }

        private void send(final Tcp tcp)
        {
            final byte[] bytes = new byte[length - sent];
            for (int i = 0; i < bytes.length; i++)
            {
                bytes[i] = at(sent + i);
            }
            sent += Math.max(0, tcp.send(id, new UnsafeBuffer(bytes), 0, bytes.length));
        }

        private void turn(final Tcp tcp)
        {
            if (isShut && nowNs - shutUntilNs >= 0 && end == null)
            {
                isShut = false;
                tcp.receiveWindow(id, Integer.MAX_VALUE);
            }
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            isEstablished = true;
            send(tcp);
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int bytes)
        {
            for (int i = 0; i < bytes; i++)
            {
                assertEquals(at(received), buffer.getByte(offset + i), "byte " + received);
                received++;
            }
            if (received == length)
            {
                tcp.close(connection);
            }
            else if (!isShut && random.nextInt(20) == 0)
            {
                isShut = true;
                shutUntilNs = nowNs + random.nextInt(8_000) * MS;
                tcp.receiveWindow(connection, 0);
            }
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            send(tcp);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            // It waits for its bytes.
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            end = reason;
        }

        @Override
        public String toString()
        {
            return "established=" + isEstablished + " sent=" + sent + " received=" + received + " of " + length +
                (isShut ? " shut" : "") + (end == null ? "" : " ended=" + end);
        }
    }

    /** Keeps the bytes that wait for room, and shuts the window meanwhile. */
    private static final class Echo implements ConnectionHandler
    {
        private final Map<Long, byte[]> waiting = new HashMap<>();

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] before = waiting.getOrDefault(connection, new byte[0]);
            final byte[] all = java.util.Arrays.copyOf(before, before.length + length);
            buffer.getBytes(offset, all, before.length, length);
            waiting.put(connection, all);
            if (before.length == 0)
            {
                onWritable(tcp, connection);
            }
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            final byte[] bytes = waiting.remove(connection);
            if (bytes == null)
            {
                return;
            }
            final int taken = Math.max(0, tcp.send(connection, new UnsafeBuffer(bytes), 0, bytes.length));
            if (taken < bytes.length)
            {
                waiting.put(connection, java.util.Arrays.copyOfRange(bytes, taken, bytes.length));
            }
            tcp.receiveWindow(connection, taken < bytes.length ? 0 : Integer.MAX_VALUE);
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            waiting.remove(connection);
        }
    }

    private static byte at(final int index)
    {
        return (byte)(index * 31 + (index >> 8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldDeliverEverythingOnceNothingDisturbsIt(final long seed)
    {
        final String trouble = play(seed);
        assertTrue(trouble.isEmpty(), trouble);
    }

    private Engine engine(final ChaosPipe pipe, final String address, final Settings settings, final Counters counters)
    {
        return new Engine(new EngineConfig(pipe).settings(settings).counters(counters)
            .localAddresses(new LocalAddresses().add(address)).clock(() -> nowNs)
            .random(new SplittableRandom(random.nextLong())::nextLong).errorHandler(errors::add));
    }

    /** A half-open connection is not given up while the network is away: its peer would be reset, and rightly so. */
    private static Settings settings(final long seed)
    {
        return EngineFixture.smallSettings().with("syn_defence=" + DEFENCES[(int)(seed % DEFENCES.length)])
            .with(Setting.TCP_SYNACK_RETRIES, 10).with(Setting.TCP_WMEM, 16_384).with(Setting.TCP_RMEM, seed % 2 == 0 ? 65_535 : 1 << 18)
            // A connection that holds memory through an outage may be reset for it: another matter than a stall.
            .with(Setting.SEND_MEMORY, seed % 4 == 0 ? 1 << 16 : 1 << 20).with(Setting.SEND_MEMORY_PATIENCE_MS, 1 << 30);
    }

    /** @return what went wrong, or nothing. */
    String play(final long seed)
    {
        random = new SplittableRandom(seed);
        // Corrupted once at most: a second bit may undo the first in a checksum, and wrong bytes be delivered.
        final FaultPlan plan = FaultPlan.parse("drop=0.15,dup=0.05,reorder=0.1,tx.corrupt=0.05,delay=0.1,hold_ms=30");
        final ChaosPipe near = new ChaosPipe(plan.seed(seed), () -> nowNs);
        final ChaosPipe far = new ChaosPipe(plan.seed(~seed), () -> nowNs);
        near.connect(far);
        final Counters[] counters = {new Counters(), new Counters()};
        final Engine client = engine(near, CLIENT, settings(seed), counters[0]);
        final Engine server = engine(far, SERVER, settings(seed), counters[1]);
        final Echo echo = new Echo();
        final boolean isQueued = seed % 5 == 0;
        final int listener = isQueued ? server.tcp().listenQueued(Endpoint.any(PORT), 8 * CONNECTIONS, SynFilter.ACCEPT_ALL) :
            server.tcp().listen(Endpoint.any(PORT), echo);
        for (long ms = 0; ms < CHAOS_MS + BOUND_MS; ms++)
        {
            nowNs += MS;
            if (ms < CHAOS_MS)
            {
                disturb(near, far);
                if (clients.size() < CONNECTIONS && random.nextInt(500) == 0)
                {
                    connect(client.tcp());
                }
            }
            else if (near.isChaos)
            {
                near.isChaos = far.isChaos = near.isCut = far.isCut = near.isFull = far.isFull = false;
            }
            if (isQueued && random.nextInt(3_000) == 0)
            {
                server.tcp().accept(listener, echo, 0);
            }
            clients.forEach(each -> each.turn(client.tcp()));
            client.doWork();
            server.doWork();
            if (!errors.isEmpty())
            {
                return "seed=" + seed + ": " + errors;
            }
            if (ms > CHAOS_MS && clients.stream().allMatch(each -> each.end != null))
            {
                break;
            }
        }
        return verdict(seed, counters);
    }

    private void disturb(final ChaosPipe near, final ChaosPipe far)
    {
        near.isCut = random.nextInt(near.isCut ? 4_000 : 8_000) == 0 ? !near.isCut : near.isCut;
        far.isCut = random.nextInt(far.isCut ? 4_000 : 8_000) == 0 ? !far.isCut : far.isCut;
        near.isFull = random.nextInt(near.isFull ? 300 : 3_000) == 0 ? !near.isFull : near.isFull;
        far.isFull = random.nextInt(far.isFull ? 300 : 3_000) == 0 ? !far.isFull : far.isFull;
    }

    private void connect(final Tcp tcp)
    {
        final Client client = new Client(1 + random.nextInt(1 + random.nextInt(60_000)));
        client.id = tcp.connect(new FourTuple().family(false).local(0, Endpoint.of(CLIENT, 0).lo(), 0)
            .remote(0, Endpoint.of(SERVER, PORT).lo(), PORT), client, 0);
        assertTrue(client.id > 0, "connect gave " + client.id);
        clients.add(client);
    }

    /**
     * A cookie keeps nothing: where the third ACK is lost, and the network is away for longer than the cookie lives, the
     * client's data finds no connection, and is answered by RST. Nothing of it has been taken.
     */
    private static boolean isCookieLost(final Client client)
    {
        return client.end == CloseReason.RESET_BY_PEER && client.received == 0;
    }

    private String verdict(final long seed, final Counters[] counters)
    {
        final List<String> troubles = new ArrayList<>();
        for (final Client client : clients)
        {
            final boolean isWell = client.end == CloseReason.FINISHED && client.received == client.length;
            if (!isWell && !(isCookieLost(client) && seed % DEFENCES.length == COOKIES))
            {
                troubles.add(client.toString());
            }
        }
        return troubles.isEmpty() ? "" : "seed=" + seed + ": " + troubles + "\nclient " + counters[0] + "\nserver " +
            counters[1];
    }

    /** Looks for more: from a seed, so many. */
    public static void main(final String[] args)
    {
        for (long seed = Long.parseLong(args[0]); seed < Long.parseLong(args[0]) + Long.parseLong(args[1]); seed++)
        {
            final StallModelTest test = new StallModelTest();
            final String trouble = test.play(seed);
            System.out.println(trouble.isEmpty() ? "seed=" + seed + " well after " +
                (test.nowNs / MS - 1_000 - CHAOS_MS) + " ms" : trouble);
        }
    }
}
