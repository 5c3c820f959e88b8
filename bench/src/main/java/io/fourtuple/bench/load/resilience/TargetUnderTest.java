package io.fourtuple.bench.load.resilience;

import java.util.function.Consumer;

/** A target with its generator, as the procedure sees it: loads go over it one after the other, its state stays. */
interface TargetUnderTest
{
    /** @return how its listener is set up, in words: backlog, limits. */
    String setUp();

    /**
     * Real handshakes by a closed loop, without a flood.
     *
     * @param seconds  how long.
     * @param progress told what goes on, every second or so.
     * @return those completed each second.
     */
    double ceiling(int seconds, Consumer<String> progress);

    /**
     * Real handshakes by an open loop, a flood beside them.
     *
     * @param step     the rates.
     * @param progress told what goes on, every second or so.
     * @return what came of it, when every handshake has ended.
     */
    LoadOutcome load(FloodStep step, Consumer<String> progress);

    /** @return counters and memory of the target now, while no load goes on. */
    TargetSnapshot vitals();
}
