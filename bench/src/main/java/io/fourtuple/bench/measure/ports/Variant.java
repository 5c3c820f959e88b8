package io.fourtuple.bench.measure.ports;

import java.util.List;

import io.fourtuple.config.Settings;

/**
 * A policy with its settings.
 *
 * @param name        on the command line and in the results.
 * @param description for the table.
 * @param settings    as {@code name=value}, for both engines.
 * @param serverPorts that the client goes through one after the other, {@code ports} connections each; 1: all to one.
 */
public record Variant(String name, String description, List<String> settings, int serverPorts)
{
    /** All that are measured. */
    public static final List<Variant> ALL = List.of(
        of("rfc6191", "RFC 6191, the default", "time_wait=rfc6191"),
        of("linux", "Linux, tcp_tw_reuse=0", "time_wait=linux", "tcp_tw_reuse=0"),
        of("linux-reuse", "Linux, tcp_tw_reuse=1", "time_wait=linux", "tcp_tw_reuse=1"),
        of("linux-recycle", "Linux up to 4.11, tcp_tw_recycle (unsafe)", "time_wait=linux-recycle", "tcp_tw_reuse=0"),
        of("freebsd", "FreeBSD 13", "time_wait=freebsd"),
        of("classic", "2*MSL and nothing else", "time_wait=classic"),
        of("none", "no TIME_WAIT (unsafe)", "time_wait=none"));

    private static final int FLOOR_PORTS = 1_000;

    private static Variant of(final String name, final String description, final String... settings)
    {
        return new Variant(name, description, List.of(settings), 1);
    }

    /** No TIME_WAIT, and no 4-tuple twice: what client, server and harness take without anything that is measured. */
    static Variant floor()
    {
        return new Variant("floor", "no 4-tuple used twice, no TIME_WAIT", List.of("time_wait=none"), FLOOR_PORTS);
    }

    /** @throws IllegalArgumentException that tells the names there are. */
    public static Variant named(final String name)
    {
        return ALL.stream().filter(variant -> variant.name.equals(name)).findFirst().orElseThrow(() ->
            new IllegalArgumentException("no such policy: " + name + "; there are " +
                String.join(", ", ALL.stream().map(Variant::name).toList())));
    }

    /** The settings applied to others. */
    Settings applyTo(final Settings others)
    {
        Settings applied = others;
        for (final String setting : settings)
        {
            applied = applied.with(setting);
        }
        return applied;
    }
}
