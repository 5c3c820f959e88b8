package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PathPlanTest
{
    @Test
    void shouldParseItsTextForm()
    {
        final PathPlan plan = PathPlan.parse("rate=100m, delay=10ms,queue=125kb,loss=1%,reorder=.5%,seed=-7,drop=12/5/9"
            .replace("=.5%", "=0.005"));
        assertEquals(100_000_000, plan.get(PathOption.RATE));
        assertEquals(10_000_000, plan.get(PathOption.DELAY));
        assertEquals(125_000, plan.get(PathOption.QUEUE));
        assertEquals(10_000_000, plan.get(PathOption.LOSS));
        assertEquals(5_000_000, plan.get(PathOption.REORDER));
        assertEquals(-7, plan.get(PathOption.SEED));
        assertArrayEquals(new long[]{5, 9, 12}, plan.dropped());
        assertEquals("rate=100mbit,delay=10ms,queue=125kb,loss=1%,reorder=0.5%,seed=-7,drop=5/9/12", plan.toString());
        assertEquals(plan, PathPlan.parse(plan.toString()));
        assertEquals(plan.hashCode(), PathPlan.parse(plan.toString()).hashCode());
        assertNotEquals(plan, plan.drop(5, 9));
        assertNotEquals(plan, plan.with(PathOption.SEED, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "rate=2.5gbit,   2500000000", "rate=1500,     1500", "rate=64K,    64000", "rate=0,  0", "queue=1mb, 1000000",
        "queue=64k,      64000", "queue=1500,    1500", "queue=3000b,  3000", "queue_packets=100, 100",
        "delay=500us,    500000", "delay=1.5s,   1500000000", "delay=0,   0", "jitter=7ns, 7", "ecn=60kb, 60000",
        "codel_target=5ms, 5000000", "codel_interval=50ms, 50000000", "loss=0.1%, 1000000", "loss=100%, 1000000000",
        "ge_p=1,         1000000000", "ge_r=25%,  250000000", "ge_1-h=70%, 700000000", "ge_1-k=0.0001%, 1000",
        "drop_first=3,   3", "reorder_by=2ms,  2000000", "duplicate=2%, 20000000", "corrupt=0.5, 500000000"})
    void shouldReadEachUnit(final String text, final long value)
    {
        final PathOption option = PathOption.ofKey(text.substring(0, text.indexOf('=')));
        final PathPlan plan = PathPlan.parse(text);
        assertEquals(value, plan.get(option));
        assertEquals(plan, PathPlan.parse(plan.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rate             | a path is written name=value, several are separated by commas: rate",
        "rate=1m,         | a path is written name=value, several are separated by commas: ",
        "rate=fast        | rate must be a rate in bit/s, as 100m or 2.5gbit: rate=fast",
        "rate=-1          | rate must be a rate in bit/s, as 100m or 2.5gbit: rate=-1",
        "rate=1tbit       | rate must be a rate in bit/s, as 100m or 2.5gbit: rate=1tbit",
        "rate=101g        | rate must be 0bit to 100gbit: rate=101gbit",
        "delay=10         | delay must be a time with its unit, as 10ms or 500us: delay=10",
        "delay=11s        | delay must be 0ns to 10s: delay=11s",
        "delay=9999999999999999999s | delay must be 0ns to 10s: delay=9223372036854775807ns",
        "queue=125kbit    | queue must be a number of bytes, as 125kb: queue=125kbit",
        "queue_packets=0  | queue_packets must be 1 to 1000000: queue_packets=0",
        "queue_packets=1.5 | queue_packets must be a whole number: queue_packets=1.5",
        "loss=1.5         | loss must be 0% to 100%: loss=150%",
        "loss=1ms         | loss must be a share, as 1% or 0.01: loss=1ms",
        "loss=-1%         | loss must be a share, as 1% or 0.01: loss=-1%",
        "seed=1.5         | seed must be a whole number: seed=1.5",
        "drop=1,2         | a path is written name=value, several are separated by commas: 2",
        "drop=1/x         | drop must be numbers of frames with slashes between, from 1: drop=1/x",
        "drop=0/4         | drop must be at most 1000 numbers of frames, from 1: numbers=2 least=0",
        "los=1%           | a path has no option los; it has rate, delay, jitter, queue, queue_packets, codel_target, " +
            "codel_interval, ecn, loss, ge_p, ge_r, ge_1-h, ge_1-k, drop_first, reorder, reorder_by, duplicate, corrupt, " +
            "seed, drop"})
    void shouldNameTheMistake(final String text, final String message)
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, () -> PathPlan.parse(text));
        assertEquals(message, ex.getMessage().trim());
    }

    @ParameterizedTest
    @EnumSource(PathOption.class)
    void shouldPrintNothingOfWhatIsLeftOut(final PathOption option)
    {
        assertEquals("", PathPlan.none().with(option, option.initial()).toString());
        assertEquals(PathPlan.none(), PathPlan.parse(""));
    }

    @Test
    void shouldTakeASharesOwnNumber()
    {
        assertEquals(PathPlan.parse("loss=1%"), PathPlan.none().withShare(PathOption.LOSS, 0.01));
        final IllegalArgumentException ex = assertThrows(
            IllegalArgumentException.class, () -> PathPlan.none().withShare(PathOption.LOSS, Double.NaN));
        assertEquals("loss must be 0 to 1: loss=NaN", ex.getMessage());
    }

    @Test
    void shouldHaveAPlanForEachDirection()
    {
        final NetworkPlan plan = NetworkPlan.parse("rate=10m,delay=5ms, there.loss=1%,back.delay=7ms");
        assertEquals(PathPlan.parse("rate=10m,delay=5ms,loss=1%"), plan.there());
        assertEquals(PathPlan.parse("rate=10m,delay=7ms"), plan.back());
        assertEquals(plan, NetworkPlan.parse(plan.toString()));
        assertEquals("there.rate=10mbit,there.delay=5ms,there.loss=1%,back.rate=10mbit,back.delay=7ms", plan.toString());
        assertEquals("loss=2%", NetworkPlan.both(PathPlan.parse("loss=0.02")).toString());
        assertEquals(NetworkPlan.both(PathPlan.none()), NetworkPlan.parse(""));
        final IllegalArgumentException ex =
            assertThrows(IllegalArgumentException.class, () -> NetworkPlan.parse("back.loss=2"));
        assertEquals("loss must be 0% to 100%: loss=200%", ex.getMessage());
    }
}
