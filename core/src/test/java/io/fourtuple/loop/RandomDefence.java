package io.fourtuple.loop;

import java.util.SplittableRandom;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.wire.Segment;

/** Decides anything, nothing, or throws; and so do its cookies. */
final class RandomDefence implements SynDefence, SynCookies
{
    private static final SynAction[] ACTIONS = SynAction.values();

    private final SplittableRandom random;

    RandomDefence(final SplittableRandom random)
    {
        this.random = random;
    }

    private void fail()
    {
        if (random.nextInt(20) == 0)
        {
            throw new UnsupportedOperationException("thrown on purpose");
        }
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        fail();
        final int action = random.nextInt(ACTIONS.length + 1);
        return action == ACTIONS.length ? null : random.nextBoolean() ? SynAction.EVICT : ACTIONS[action];
    }

    @Override
    public SynCookies cookies()
    {
        return this;
    }

    @Override
    public int synAckRetries(final int configured, final BacklogView queue)
    {
        fail();
        return random.nextInt(20) - 2;
    }

    @Override
    public void onEstablished(final FourTuple tuple, final long nowNs)
    {
        fail();
    }

    @Override
    public int make(final FourTuple tuple, final int irs, final SynOptions options, final long nowNs)
    {
        fail();
        anything(options);
        return random.nextInt();
    }

    @Override
    public boolean check(
        final FourTuple tuple, final int irs, final int isn, final SynOptions options, final long nowNs)
    {
        fail();
        anything(options);
        return random.nextInt(3) == 0;
    }

    @Override
    public long lifetimeNs()
    {
        fail();
        return random.nextLong();
    }

    private void anything(final SynOptions options)
    {
        options.mss(random.nextInt());
        options.windowScale(random.nextInt());
        options.sackPermitted(random.nextBoolean());
        options.timestampBits(random.nextInt());
    }
}
