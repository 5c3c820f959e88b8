package io.fourtuple.flood.own;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.wire.Segment;

/** Classes that a user could name: some that can be made, and one for each way in which that fails. */
public final class OwnDefences
{
    private OwnDefences()
    {
    }

    /** What they all do does not matter. */
    public abstract static class Silent implements SynDefence
    {
        @Override
        public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
        {
            return SynAction.DROP_QUEUE_FULL;
        }
    }

    public static final class WithNothing extends Silent
    {
    }

    public static final class WithSettings extends Silent
    {
        private final Settings settings;

        public WithSettings(final Settings settings)
        {
            this.settings = settings;
        }

        public Settings settings()
        {
            return settings;
        }
    }

    public static final class WithAll extends Silent
    {
        private final Settings settings;
        private final LongSupplier random;

        public WithAll()
        {
            this(null);
        }

        public WithAll(final Settings settings)
        {
            this(settings, null);
        }

        public WithAll(final Settings settings, final LongSupplier random)
        {
            this.settings = settings;
            this.random = random;
        }

        public Settings settings()
        {
            return settings;
        }

        public LongSupplier random()
        {
            return random;
        }
    }

    public static final class WithAName extends Silent
    {
        public WithAName(final String name)
        {
            throw new IllegalStateException(name);
        }
    }

    public static final class WithTooMuch extends Silent
    {
        public WithTooMuch(final Settings settings, final LongSupplier random, final String name)
        {
            throw new IllegalStateException(name + settings + random);
        }
    }

    public static final class NotForOthers extends Silent
    {
        NotForOthers()
        {
        }
    }

    public static final class Failing extends Silent
    {
        public Failing(final Settings settings)
        {
            throw new IllegalStateException("no room for " + settings.getClass().getSimpleName());
        }
    }

    public static final class FailingAtOnce extends Silent
    {
        private static final int NUMBER = Integer.parseInt("none");

        @Override
        public int synAckRetries(final int configured, final BacklogView queue)
        {
            return NUMBER;
        }
    }

    static final class NotPublic extends Silent
    {
        public NotPublic(final Settings settings)
        {
            settings.describe(false);
        }
    }
}
