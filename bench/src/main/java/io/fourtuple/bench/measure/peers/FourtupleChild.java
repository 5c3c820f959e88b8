package io.fourtuple.bench.measure.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.ProcessRunner;

/** Runs {@code bench cycle} in a JVM of its own, as any user would, and reads its result file. */
final class FourtupleChild
{
    /** Time in which a JVM compiles the hot code: the child warms up for as long as it measures, up to 3 s. */
    private static final int FEWEST_SECONDS = 3;

    private final Checkout checkout;
    private final ProcessRunner children;
    private final PeersOptions options;

    FourtupleChild(final Checkout checkout, final ProcessRunner children, final PeersOptions options)
    {
        this.checkout = checkout;
        this.children = children;
        this.options = options;
    }

    /**
     * Measures open and close beside connections that stay open.
     *
     * @param verify whether the child verifies all checksums in a run of its own first.
     */
    void churn(final long idle, final boolean verify, final Results results)
    {
        try
        {
            final Path file = Files.createTempFile("fourtuple-peers", ".json");
            try
            {
                children.run(command(idle, verify, file), Map.of("FOURTUPLE_NO_BUILD", "1"),
                    options.limitSeconds(), line -> { });
                read(Files.readString(file), idle, results);
            }
            finally
            {
                Files.deleteIfExists(file);
            }
        }
        catch (final IOException ex)
        {
            throw new ChildFailedException("result file: " + ex.getMessage());
        }
    }

    private List<String> command(final long idle, final boolean verify, final Path file)
    {
        final List<String> command = options.locking();
        command.addAll(List.of(checkout.launcher().toString(), "bench", "cycle", "--idle", String.valueOf(idle),
            "--batch", String.valueOf(options.largestBatch()), "--rounds", "1",
            "--seconds", String.valueOf(Math.max(FEWEST_SECONDS, options.seconds())),
            "--cpu", String.valueOf(options.cpu()), "--json", file.toString()));
        if (!verify)
        {
            command.add("--no-verify");
        }
        return command;
    }

    void read(final String json, final long idle, final Results results)
    {
        results.addFloor(sample(json, "floor"));
        results.add(TcpStack.FOURTUPLE, idle, sample(json, "engine"));
        if (idle > 0)
        {
            results.addBytes(TcpStack.FOURTUPLE, idle, number(json, "memory", "engine_bytes_per_connection"));
        }
    }

    private Sample sample(final String json, final String part)
    {
        return new Sample(options.largestBatch(), (long)number(json, part, "cycles"),
            number(json, part, "ns_per_cycle", "median"), number(json, part, "ns_handshake", "median"),
            number(json, part, "ns_close", "median"));
    }

    /** The number that lies behind these names, each within the one before. */
    static double number(final String json, final String... names)
    {
        try
        {
            Object value = JSON.std.anyFrom(json);
            for (final String name : names)
            {
                value = value instanceof Map<?, ?> map ? map.get(name) : null;
            }
            if (value instanceof Number number)
            {
                return number.doubleValue();
            }
        }
        catch (final IOException ex)
        {
            throw new ChildFailedException("the result file is no JSON: " + ex.getMessage());
        }
        throw new ChildFailedException("the result file has no number " + String.join(".", names));
    }
}
