package io.fourtuple.bench.stalls;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.SystemNanoClock;

import io.fourtuple.bench.cycle.CycleDriver;
import io.fourtuple.bench.cycle.WrongAnswerException;
import io.fourtuple.telemetry.Counter;

/** Something that an engine goes through, again each round, with every cycle timed. */
interface Situation
{
    /** In a word. */
    String name();

    /** In a line. */
    String description();

    /** Goes through it once. */
    void run(CycleTimes times);

    /** Connections come and go beside those that stay, for some seconds. */
    final class Churn implements Situation
    {
        private final StallOptions options;
        private TimedEngine engine;
        private CycleDriver driver;

        Churn(final StallOptions options)
        {
            this.options = options;
        }

        @Override
        public String name()
        {
            return "churn";
        }

        @Override
        public String description()
        {
            return String.format(Locale.ROOT, "open and close for %d s beside %,d held connections",
                options.seconds(), options.held());
        }

        @Override
        public void run(final CycleTimes times)
        {
            if (engine == null)
            {
                engine = new TimedEngine(
                    options.held() + 4L * options.batch(), options.batch(), SystemNanoClock.INSTANCE, false)
                    .record(new CycleTimes());
                driver = new CycleDriver(engine, options.batch(), false);
                driver.hold(options.held());
            }
            engine.record(times);
            driver.run(Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(options.seconds()));
            engine.check(options.held());
        }
    }

    /** All that was put into TIME_WAIT ends at the same time, by a clock that jumps; the cycles' time is real. */
    final class Expiry implements Situation
    {
        private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
        private static final long TIME_WAIT_NS = TimeUnit.SECONDS.toNanos(60);

        private final StallOptions options;
        private final CycleTimes unmeasured = new CycleTimes();
        private TimedEngine engine;
        private CycleDriver driver;
        private long virtualNs = 1;

        Expiry(final StallOptions options)
        {
            this.options = options;
        }

        @Override
        public String name()
        {
            return "expiry";
        }

        @Override
        public String description()
        {
            return String.format(Locale.ROOT, "%,d connections in TIME_WAIT end at the same time",
                options.count());
        }

        @Override
        public void run(final CycleTimes times)
        {
            if (engine == null)
            {
                engine = new TimedEngine(
                    options.count() + 4L * options.batch(), options.batch(), () -> virtualNs, true);
                driver = new CycleDriver(engine, options.batch(), false);
            }
            engine.record(unmeasured);
            final long before = engine.count(Counter.TW);
            while (engine.count(Counter.CURR_TIME_WAIT) < options.count())
            {
                driver.cycleServerFirst();
            }
            final long waiting = engine.count(Counter.CURR_TIME_WAIT);
            virtualNs += TIME_WAIT_NS + TimeUnit.SECONDS.toNanos(1);
            engine.record(times);
            expire(System.nanoTime());
            if (engine.count(Counter.TW) - before != waiting)
            {
                throw new WrongAnswerException("TcpExtTW must be " + waiting + " more: " +
                    (engine.count(Counter.TW) - before));
            }
            engine.check(0);
        }

        private void expire(final long startNs)
        {
            while (engine.count(Counter.CURR_TIME_WAIT) > 0)
            {
                engine.cycle();
                if (System.nanoTime() - startNs > TIMEOUT_NS)
                {
                    throw new WrongAnswerException(
                        "still in TIME_WAIT after a minute: " + engine.count(Counter.CURR_TIME_WAIT));
                }
            }
        }
    }

    /** A new engine is filled up to its capacity. */
    final class Growth implements Situation
    {
        private final StallOptions options;

        Growth(final StallOptions options)
        {
            this.options = options;
        }

        @Override
        public String name()
        {
            return "growth";
        }

        @Override
        public String description()
        {
            return String.format(Locale.ROOT, "a new engine is filled with %,d connections, its capacity",
                options.count());
        }

        @Override
        public void run(final CycleTimes times)
        {
            final TimedEngine engine =
                new TimedEngine(options.count(), options.batch(), SystemNanoClock.INSTANCE, false).record(times);
            new CycleDriver(engine, options.batch(), false).hold(options.count());
            engine.check(options.count());
        }
    }
}
