package io.fourtuple.bench.tool.scenario;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapLink;

/**
 * Makes a scenario's hosts as its own settings and the user's options say.
 */
record SimulationSetup(Scenario scenario, ScenarioOptions options)
{
    /** Virtual time begins here, and not at 0: engines take a timestamp of 0 for none. */
    private static final long START_NS = 1_000_000_000L;

    long startNs()
    {
        return START_NS;
    }

    /** The parts of the next host; a capture, if one is wanted, is taken at the right side's link. */
    ScenarioHost.Making forHost(
        final VirtualClock clock,
        final Trace trace,
        final Network network,
        final int number,
        final boolean isLeft,
        final Map<Setting, Long> own)
    {
        final UnaryOperator<Link> decoration = isLeft || options.capture() == null ? link -> link :
            link -> new PcapLink(link, options.capture().apply(clock));
        return new ScenarioHost.Making(clock, trace, network, settings(own), options.policy(), decoration,
            options.seed() * 0x9E37_79B9_7F4A_7C15L + number);
    }

    private Settings settings(final Map<Setting, Long> own)
    {
        Settings settings = Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, 256)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, 256)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1)
            .with(Setting.MAX_TRANSFERS, 256)
            .with(Setting.SEND_MEMORY, 1 << 20)
            .with(Setting.RECEIVE_MEMORY, 1 << 20);
        settings = with(settings, scenario.settings());
        settings = options.policy().settings(settings);
        settings = with(settings, options.assignments());
        for (final Map.Entry<Setting, Long> entry : own.entrySet())
        {
            settings = settings.with(entry.getKey(), entry.getValue());
        }
        return settings;
    }

    private static Settings with(final Settings settings, final List<String> assignments)
    {
        Settings changed = settings;
        for (final String assignment : assignments)
        {
            changed = changed.with(assignment);
        }
        return changed;
    }
}
