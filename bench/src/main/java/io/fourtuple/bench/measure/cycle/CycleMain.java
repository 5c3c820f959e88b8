package io.fourtuple.bench.measure.cycle;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.fourtuple.bench.base.Quantities;

/**
 * The harness without the command line, which needs Java 25: for a comparison of JDKs from 17 on. Ties itself to no
 * CPU; {@code taskset} does.
 * <pre>
 *   java -cp fourtuple.jar io.fourtuple.bench.measure.cycle.CycleMain IDLE BATCH SECONDS ROUNDS [JSON]
 * </pre>
 */
public final class CycleMain
{
    private CycleMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        final CycleHarness harness = new CycleHarness(new CycleOptions(Quantities.count(args[0]),
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]), true), out);
        final boolean passed = harness.run("pinned by taskset, if at all");
        if (args.length > 4)
        {
            harness.json().write(Path.of(args[4]));
        }
        System.exit(passed ? 0 : 1);
    }
}
