package io.fourtuple.goodput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.link.NetworkPlan;
import io.fourtuple.link.PathCount;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.OneJdk;

/** Whatever the network does to its frames, each byte arrives once, in order, both ways, and both sides end in order. */
class BadNetworkTest
{
    private static final long MINUTE = 60_000_000_000L;
    private static final int BYTES = 2_000_000;

    /** Each impairment by itself. */
    @ParameterizedTest
    @ValueSource(strings = {
        "", "loss=3%", "ge_p=1%,ge_r=50%", "drop_first=3", "drop=5/6/7/8/40/41", "reorder=10%", "reorder=10%,reorder_by=3ms",
        "duplicate=10%", "corrupt=2%", "jitter=4ms", "queue=15kb", "queue_packets=5", "queue=60kb,codel_target=5ms",
        "back.loss=20%", "there.delay=80ms"})
    void shouldDeliverAllBothWays(final String impairment)
    {
        exchange("rate=50m,delay=5ms,queue=200kb,seed=3" + (impairment.isEmpty() ? "" : ",") + impairment, BYTES);
    }

    @OneJdk
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void shouldDeliverAllThroughEverythingAtOnce(final int seed)
    {
        final VirtualNetwork network = exchange("rate=20m,delay=8ms,jitter=2ms,queue=60kb,loss=1%,ge_p=0.2%,ge_r=50%,reorder=2%," +
            "duplicate=2%,corrupt=1%,ecn=30kb,drop_first=1,seed=" + seed, BYTES);
        for (final PathCount count : new PathCount[]{
            PathCount.LOST, PathCount.REORDERED, PathCount.DUPLICATED, PathCount.CORRUPTED})
        {
            assertTrue(network.there().count(count) > 0 && network.back().count(count) > 0, "seed=" + seed + " " + count);
        }
        assertTrue(network.serverCounters.get(Counter.IP_IN_RECEIVES) > 0);
    }

    private static VirtualNetwork exchange(final String plan, final int bytes)
    {
        final VirtualNetwork network = new VirtualNetwork(NetworkPlan.parse(plan), 11);
        final Sender server = new Sender(bytes);
        final Sender client = new Sender(bytes);
        network.listen(server);
        network.connect(client);
        for (int i = 0; i < 120 && (client.reason == null && !isDone(client, server)); i++)
        {
            network.run(MINUTE / 2);
        }
        final String where = plan + " received=" + client.received + "," + server.received + " reasons=" + client.reason + "," +
            server.reason + "\n" + network.clientCounters;
        assertEquals(-1, client.firstWrong, where);
        assertEquals(-1, server.firstWrong, where);
        assertEquals(bytes, server.received, where);
        assertEquals(bytes, client.received, where);
        network.run(3 * MINUTE);
        assertEquals(CloseReason.FINISHED, server.reason, where);
        assertTrue(network.clientTcp().openConnections() == 0, where);
        assertEquals(0, network.clientCounters.get(Counter.OUT_RSTS) + network.serverCounters.get(Counter.OUT_RSTS), where);
        assertBalance(network);
        return network;
    }

    private static boolean isDone(final Sender client, final Sender server)
    {
        return client.received == client.bytes && server.received == server.bytes;
    }

    private static void assertBalance(final VirtualNetwork network)
    {
        assertEquals(network.clientCounters.get(Counter.IP_IN_RECEIVES), network.back().count(PathCount.DELIVERED));
        assertEquals(network.serverCounters.get(Counter.IP_IN_RECEIVES), network.there().count(PathCount.DELIVERED));
    }
}
