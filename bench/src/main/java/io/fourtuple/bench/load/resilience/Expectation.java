package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.bench.load.client.Criterion;
import io.fourtuple.bench.load.client.LoadVerdict;

/**
 * Expectation of a user on every target, in the load generator's words: the worst step counts.
 * <pre>
 *   established, reached     % of the real handshakes; of those that lost no frame on the way
 *   rate, syns, cookies      a second: established, SYNs absorbed, cookies
 *   p50 ... p99.99, max      SYN to ESTABLISHED, a time
 *   recovery                 a time, as in recovery&lt;2s; never met by who has not recovered in the time watched
 * </pre>
 */
public final class Expectation
{
    private static final long FAILED_ONE_OF = 100_000;
    private static final String RECOVERY = "recovery";
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(\\.\\d{1,4})?)");

    private final Criterion criterion;
    private final boolean isRecovery;

    private Expectation(final Criterion criterion, final boolean isRecovery)
    {
        this.criterion = criterion;
        this.isRecovery = isRecovery;
    }

    /**
     * @param text as in {@code established>=99.9%}.
     * @throws IllegalArgumentException that says what is wrong with it.
     */
    public static Expectation parse(final String text)
    {
        final String plain = text.replace(" ", "");
        final boolean isRecovery = plain.startsWith(RECOVERY);
        // A time, as max is.
        final Criterion parsed = Criterion.parse(isRecovery ? "max" + plain.substring(RECOVERY.length()) : plain);
        final Criterion criterion = isRecovery ?
            new Criterion(plain, RECOVERY, parsed.operator(), parsed.limit(), false) : parsed;
        final boolean isKnown = isRecovery || PERCENTILE.matcher(criterion.measure()).matches() ||
            List.of("max", "reached", "rate", "syns", "cookies").contains(criterion.measure()) ||
            criterion.measure().equals("established") && criterion.isShare();
        if (!isKnown)
        {
            throw new IllegalArgumentException("'" + text + "': here there are established and reached (a share, " +
                "with % behind it), rate, syns, cookies, p50 to p99.99, max, recovery");
        }
        return new Expectation(criterion, isRecovery);
    }

    /**
     * Judges what is expected of each target if nothing else is said: without a flood fewer than 1 of 100,000 real handshakes
     * fail (RFC 9411 7.1.3.3). What a flood does to them is the measurement, and no target's fault.
     */
    static LoadVerdict.Line unflooded(final TargetResult result)
    {
        final FloodStepResult first = result.steps().getFirst();
        final ClientOutcome real = first.real();
        // Those that the link lost a frame of never asked; of what was lost unseen it cannot be told who did not.
        final long failed = Math.max(0, real.intended() - real.lost() - real.established() - first.unseen());
        return new LoadVerdict.Line(result.choice().name() + ": failed<0.001% at x0", String.format(Locale.ROOT,
            "%,d of %,d handshakes that reached it, by default", failed, real.intended() - real.lost()),
            failed * FAILED_ONE_OF < Math.max(1, real.intended()));
    }

    /** Whether it says how many handshakes are to be completed. */
    boolean isOnEstablished()
    {
        return List.of("established", "reached").contains(criterion.measure());
    }

    /** Judges one target. */
    LoadVerdict.Line judge(final TargetResult result)
    {
        final String text = result.choice().name() + ": " + criterion.text();
        if (isRecovery)
        {
            final Recovery recovery = result.recovery();
            return recovery == null ? new LoadVerdict.Line(text, result.recoveryText(), false) :
                new LoadVerdict.Line(text, recovery.text(), recovery.hasRecovered() && criterion.isMet(recovery.ns()));
        }
        final boolean isFloor = criterion.operator().startsWith(">");
        FloodStepResult worst = null;
        for (final FloodStepResult step : result.steps())
        {
            worst = worst == null || isWorse(value(step), value(worst), isFloor) ? step : worst;
        }
        final boolean isMet = result.steps().stream().allMatch(step -> criterion.isMet(value(step)));
        return new LoadVerdict.Line(text, String.format(Locale.ROOT, "%s at x%s", criterion.format(value(worst)),
            FloodStepResult.number(worst.step().multiple())), isMet);
    }

    private static boolean isWorse(final double value, final double other, final boolean isFloor)
    {
        return Double.isNaN(value) || (isFloor ? value < other : value > other);
    }

    private double value(final FloodStepResult step)
    {
        final Matcher percentile = PERCENTILE.matcher(criterion.measure());
        if (percentile.matches())
        {
            return 1e6 * step.real().ms(Double.parseDouble(percentile.group(1)));
        }
        return switch (criterion.measure())
        {
            case "max" -> 1e6 * step.real().ms(100);
            case "established" -> step.real().percent();
            case "reached" -> step.real().percentOfReached();
            case "rate" -> step.perSecond(step.real().established());
            case "syns" -> step.absorbedPerSecond();
            default -> step.perSecond(step.syns().cookies());
        };
    }
}
