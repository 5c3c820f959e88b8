package io.fourtuple.timewait.own;

import io.fourtuple.config.Settings;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

/** Classes that a user could name: two that can be made, and one for each way in which that fails. */
public final class OwnPolicies
{
    private OwnPolicies()
    {
    }

    /** What they all do does not matter. */
    public abstract static class Silent implements TimeWaitPolicy
    {
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

    public static final class WithBoth extends Silent
    {
        private final Settings settings;

        public WithBoth()
        {
            this(null);
        }

        public WithBoth(final Settings settings)
        {
            this.settings = settings;
        }

        public Settings settings()
        {
            return settings;
        }
    }

    public static final class WithAName extends Silent
    {
        public WithAName(final String name)
        {
            throw new IllegalStateException(name);
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
        public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
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
