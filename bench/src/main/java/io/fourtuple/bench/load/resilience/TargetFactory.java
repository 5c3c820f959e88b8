package io.fourtuple.bench.load.resilience;

import java.util.function.Function;

/** Sets up one target at a time, each from nothing, so that none has anything left of the one before. */
interface TargetFactory
{
    /** @return what the machine itself does to times, in words. */
    String floor();

    /** @return how the real clients behave and where the flood claims to be from, in words. */
    String clients();

    /**
     * @param choice    to be set up, and taken down afterwards, whatever happens.
     * @param work      done with it.
     * @return the work's result.
     */
    <T> T with(TargetChoice choice, Function<TargetUnderTest, T> work);
}
