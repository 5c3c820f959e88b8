package io.fourtuple.bench.measure.ports;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** One of the two engines. */
final class EngineEnd
{
    private final String name;
    private final Counters counters = new Counters();
    private final Engine engine;
    private Throwable failure;

    EngineEnd(final String name, final String address, final Link link, final Settings settings, final NanoClock clock)
    {
        this.name = name;
        engine = new Engine(new EngineConfig(link).name(name).settings(settings).counters(counters).clock(clock)
            .localAddresses(new LocalAddresses().add(address))
            .errorHandler(ex -> failure = ex));
    }

    Engine engine()
    {
        return engine;
    }

    long count(final Counter counter)
    {
        return counters.get(counter);
    }

    /** How many 4-tuples have become free. */
    long removals()
    {
        return count(Counter.TW) + count(Counter.TW_RECYCLED) + count(Counter.TW_KILLED) + count(Counter.TW_EVICTED) +
            count(Counter.CLOSED_FINISHED) - count(Counter.TW_ENTERED);
    }

    /** Fails unless each frame has one outcome, and each entry of TIME_WAIT one end. */
    void check(final long connections)
    {
        if (failure != null)
        {
            throw new WrongAnswerException(name + ": an application has failed: " + failure);
        }
        expect("sum of outcomes", counters.outcomes(), count(Counter.IP_IN_RECEIVES));
        expect("TcpEstablished", count(Counter.ESTABLISHED), connections);
        expect("TcpClosedFinished", count(Counter.CLOSED_FINISHED), connections);
        expect("ends of TIME_WAIT entries", count(Counter.TW) + count(Counter.TW_RECYCLED) + count(Counter.TW_KILLED) +
            count(Counter.TW_EVICTED) + count(Counter.CURR_TIME_WAIT), count(Counter.TW_ENTERED));
        expect("TcpCurrOpen", count(Counter.CURR_OPEN), count(Counter.CURR_TIME_WAIT));
        expect("LinkTxFull", count(Counter.LINK_TX_FULL), 0);
    }

    private void expect(final String what, final long value, final long expected)
    {
        if (value != expected)
        {
            throw new WrongAnswerException(name + ": " + what + " must be " + expected + ": " + value);
        }
    }

    void close()
    {
        engine.onClose();
    }
}
