package io.fourtuple.bench.measure.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.ProcessRunner;

/** Runs the harness of a stack, which prints lines; those of {@code scripts/peers}, in C and Go. */
final class CHarness
{
    private static final int VERIFIED_CYCLES = 20_000;

    private final Checkout checkout;
    private final ProcessRunner children;
    private final PeersOptions options;

    CHarness(final Checkout checkout, final ProcessRunner children, final PeersOptions options)
    {
        this.checkout = checkout;
        this.children = children;
        this.options = options;
    }

    /**
     * Has the driver verify the checksums of all answers.
     *
     * @return how many there were.
     * @throws ChildFailedException if one was wrong, or any answer was missing.
     */
    long verify(final TcpStack stack)
    {
        final List<HarnessLine> lines = run(stack, stack.folder(), Map.of(), List.of("-v", "-b",
            String.valueOf(options.largestBatch()), "-c", String.valueOf(VERIFIED_CYCLES), "-t", "10"));
        final HarnessLine result = lines.stream().filter(line -> line.isResult("churn")).findFirst()
            .orElseThrow(() -> new ChildFailedException("no RESULT line"));
        if (result.count("badcsum") > 0 || result.count("stray") > 0 || result.count("out") < 2 * result.count("n"))
        {
            throw new ChildFailedException("wrong answers: " + result.values());
        }
        return result.count("out");
    }

    /** Measures open and close beside connections that stay open. */
    void churn(final TcpStack stack, final long idle, final Results results)
    {
        final List<String> arguments = new ArrayList<>(List.of("-b", options.batches().stream().map(String::valueOf)
            .collect(Collectors.joining(",")), "-r", "1", "-t", String.valueOf(options.seconds())));
        if (idle > 0)
        {
            arguments.addAll(List.of(stack.opensByPackets(idle) ? "-n" : "-S", String.valueOf(idle)));
        }
        for (final HarnessLine line : run(stack, stack.folder(), Map.of(), arguments))
        {
            if (line.isResult("churn"))
            {
                results.add(stack, idle, Sample.of(line));
            }
            else if (line.isMemory())
            {
                results.addBytes(stack, idle, line.number("bytes_per_conn"));
            }
        }
    }

    /** Measures SYNs that are never acknowledged. */
    void flood(final Flood flood, final Results results)
    {
        final List<String> arguments = new ArrayList<>(List.of("-m", "flood", "-b",
            String.valueOf(options.largestBatch()), "-r", "1", "-t", String.valueOf(options.seconds())));
        arguments.addAll(flood.arguments());
        final List<HarnessLine> lines = run(flood.stack(), flood.program(), flood.environment(), arguments);
        lines.stream().filter(line -> line.isResult("flood")).forEach(line -> results.add(flood,
            new FloodSample(line.count("n"), line.number("ns_per_syn"), line.count("synack"), line.count("rst"))));
    }

    private List<HarnessLine> run(final TcpStack stack, final String program, final Map<String, String> environment,
        final List<String> arguments)
    {
        final List<String> command = options.locking();
        command.addAll(List.of("taskset", "-c", String.valueOf(options.cpu())));
        command.add(checkout.built(stack).resolve(program).toString());
        command.addAll(arguments);
        final List<HarnessLine> lines = new ArrayList<>();
        children.run(command, environment, options.limitSeconds(),
            line -> lines.add(HarnessLine.parse(line)));
        return lines;
    }
}
