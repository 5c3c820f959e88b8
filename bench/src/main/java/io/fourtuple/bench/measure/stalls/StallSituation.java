package io.fourtuple.bench.measure.stalls;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.SystemNanoClock;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.measure.driver.CycleDriver;

/** Something that an engine goes through, again each round, with every cycle timed. */
interface StallSituation
{
    /** In a word. */
    String name();

    /** In a line. */
    String description();

    /** Goes through it once. */
    void run(CycleTimes times);

    /** A remark on the last run, in a line; null for none. */
    default String remark()
    {
        return null;
    }

    /** The same for a result file. */
    default Json figures()
    {
        return new Json();
    }

    /** Connections come and go beside those that stay, for some seconds. */
    final class Churn implements StallSituation
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
            return String.format(Locale.ROOT, "open and close for %d s beside %,d idle connections",
                options.seconds(), options.idle());
        }

        @Override
        public void run(final CycleTimes times)
        {
            if (engine == null)
            {
                engine = new TimedEngine(
                    options.idle() + 4L * options.batch(), 1, options.batch(), SystemNanoClock.INSTANCE)
                    .record(new CycleTimes());
                driver = new CycleDriver(engine, options.batch(), false);
                driver.openIdle(options.idle());
            }
            engine.record(times);
            driver.run(Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(options.seconds()));
            engine.check(options.idle());
        }
    }

    /** A new engine is filled up to its capacity. */
    final class Growth implements StallSituation
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
                new TimedEngine(options.count(), 1, options.batch(), SystemNanoClock.INSTANCE).record(times);
            new CycleDriver(engine, options.batch(), false).openIdle(options.count());
            engine.check(options.count());
        }
    }
}
