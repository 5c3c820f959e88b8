package io.fourtuple.bench.measure.cycle;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.fourtuple.bench.measure.driver.CycleDriver;
import io.fourtuple.bench.measure.driver.EngineStack;
import io.fourtuple.bench.measure.driver.NullStack;

/**
 * Time of one whole connection: handshake and close from the client's side, in batches of 32, on one thread.
 * {@code floor=true} is the driver against a stack of fixed answers: what to take off. For JMH's profilers; the figures
 * to publish are those of {@code fourtuple bench cycle}.
 * <pre>
 *   java -cp bench/target/fourtuple.jar org.openjdk.jmh.Main CycleBenchmark -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true",
    "-XX:MaxDirectMemorySize=16g"})
public class CycleBenchmark
{
    private static final int BATCH = 32;

    @Param({"0", "1000000"})
    private int idle;

    @Param({"true", "false"})
    private boolean floor;

    private EngineStack engine;
    private CycleDriver driver;

    @Setup
    public void setUp()
    {
        engine = floor ? null : new EngineStack(idle, BATCH);
        driver = new CycleDriver(floor ? new NullStack(BATCH) : engine, BATCH, false);
        driver.openIdle(floor ? 0 : idle);
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        if (!floor)
        {
            engine.check(idle);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void openAndClose()
    {
        driver.cycle();
    }
}
