package io.fourtuple.testing.own;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.Path;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

/**
 * Classes that a user could name, as a SYN defence, as a TIME_WAIT policy or as congestion control: some can be made, each of
 * the others fails in a way of its own.
 */
public final class OwnStrategies
{
    private OwnStrategies()
    {
    }

    /** Answers nothing, as a defence and as a policy, and has no window. */
    public abstract static class Silent implements SynDefence, TimeWaitPolicy, CongestionControl
    {
        @Override
        public String name()
        {
            return "silent";
        }

        @Override
        public void onAck(final Path path, final int ackedBytes)
        {
            // Nothing.
        }

        @Override
        public void onLoss(final Path path)
        {
            // Nothing.
        }

        @Override
        public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
        {
            return SynAction.DROP_QUEUE_FULL;
        }

        @Override
        public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
        {
            return 1;
        }

        @Override
        public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
        {
            return TimeWaitAction.SILENCE;
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

    // One for each kind of strategy: a class that could not be loaded fails otherwise the second time.

    public static final class DefenceFailingAtOnce extends Silent
    {
        private static final int NUMBER = Integer.parseInt("none");

        @Override
        public int synAckRetries(final int configured, final BacklogView queue)
        {
            return NUMBER;
        }
    }

    public static final class ControlFailingAtOnce extends Silent
    {
        private static final int NUMBER = Integer.parseInt("none");

        @Override
        public int synAckRetries(final int configured, final BacklogView queue)
        {
            return NUMBER;
        }
    }

    public static final class PolicyFailingAtOnce extends Silent
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
