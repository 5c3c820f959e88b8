package io.fourtuple.state;

import java.util.function.LongSupplier;

import org.agrona.ErrorHandler;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.GuardedDefence;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.timewait.GuardedPolicy;
import io.fourtuple.timewait.TimeWaitPolicy;

/** The parts of a machine that many classes share. A class that needs few of them is given those alone. */
final class Context
{
    final Clock clock = new Clock();
    final Settings settings;
    final LocalAddresses localAddresses;
    final Counters counters;
    final UserErrors errors;
    final Tables tables;
    final TimeWaitPolicy timeWaitPolicy;
    final SynDefence synDefence;
    final CongestionAlgorithms congestionAlgorithms;
    final Secrets secrets;
    final Handlers handlers;
    final RttEstimator rtt;
    final ReceiveWindow windows;
    final Transfers transfers;
    final ConnectionLatencies latencies;
    /** No new connection is taken, and the loop ends when the last one has. */
    boolean draining;

    Context(
        final Settings settings,
        final LocalAddresses localAddresses,
        final Telemetry telemetry,
        final LongSupplier random,
        final ErrorHandler errorHandler,
        final Strategies strategies,
        final Timing timing)
    {
        this.settings = settings;
        this.localAddresses = localAddresses;
        this.counters = telemetry.counters();
        errors = new UserErrors(telemetry, errorHandler);
        tables = new Tables(settings, random, telemetry);
        timeWaitPolicy = GuardedPolicy.of(strategies.timeWaitPolicy(), errors);
        synDefence = GuardedDefence.of(strategies.synDefence(), errors);
        secrets = new Secrets(random);
        congestionAlgorithms = new CongestionAlgorithms(settings, strategies.congestionControl(), errors);
        handlers = new Handlers(settings.intValue(Setting.TCP_USER_TIMEOUT));
        rtt = new RttEstimator(settings);
        windows = new ReceiveWindow(settings);
        transfers = new Transfers(settings, counters, clock, tables, rtt);
        latencies = new ConnectionLatencies(timing, clock, tables);
    }
}
