package io.fourtuple.bench.measure.parts;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How a part is measured if its benchmark says nothing else, and the answers that its check refuses. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true",
    "-XX:MaxDirectMemorySize=12g"})
public abstract class PartBenchmark
{
    /** Operations of one invocation. */
    static final int OPS = 1_024;
    /** A step through entries that hits each of them and is far from the one before. */
    static final long STRIDE = 2_654_435_761L;

    /** Wrong answers so far. */
    protected long wrong;

    /** Fails the check if an answer was wrong. */
    final void requireNoneWrong(final String what)
    {
        if (wrong != 0)
        {
            throw new IllegalStateException(what + ": " + wrong);
        }
    }
}
