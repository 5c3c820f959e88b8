package io.fourtuple.link;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * The probabilities of a {@link FaultLink}'s faults, and the seed that decides when they happen; immutable. Its text form, for
 * the command line, is a list of {@code name=value}:
 * <pre>
 *   drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,delay=0.01    probability a frame, both directions
 *   rx.drop=0.1  tx.drop=0                                     one direction: towards the engine, from the engine
 *   reorder_frames=3   corrupt_bits=1   hold_ms=1   seed=42    the size of the faults
 * </pre>
 */
public final class FaultPlan
{
    /** Most frames that may pass a reordered one. */
    public static final int MAX_REORDER_FRAMES = 16;

    private static final int FAULTS = Fault.values().length;
    private static final String RX = "rx.";
    private static final String TX = "tx.";
    private static final FaultPlan NONE = new FaultPlan(new double[FAULTS], new double[FAULTS], new long[]{3, 1, 1, 1});

    private static final int REORDER_FRAMES = 0;
    private static final int CORRUPT_BITS = 1;
    private static final int HOLD_MS = 2;
    private static final int SEED = 3;

    private final double[] rx;
    private final double[] tx;
    private final long[] options;

    private FaultPlan(final double[] rx, final double[] tx, final long[] options)
    {
        this.rx = rx;
        this.tx = tx;
        this.options = options;
    }

    /** @return a plan without any fault, to begin from. */
    public static FaultPlan none()
    {
        return NONE;
    }

    /**
     * @param text as drawn above.
     * @return the plan.
     * @throws IllegalArgumentException that names the first mistake.
     */
    public static FaultPlan parse(final String text)
    {
        FaultPlan plan = NONE;
        for (final String assignment : text.split(",", -1))
        {
            final int equals = assignment.indexOf('=');
            if (equals < 1)
            {
                throw new IllegalArgumentException(
                    "a fault is written name=value, several are separated by commas: " + assignment);
            }
            plan = plan.with(assignment.substring(0, equals).trim(), assignment.substring(equals + 1).trim());
        }
        return plan;
    }

    /** Sets a probability for both directions. */
    public FaultPlan with(final Fault fault, final double probability)
    {
        return withRx(fault, probability).withTx(fault, probability);
    }

    /** Sets a probability for frames towards the engine. */
    public FaultPlan withRx(final Fault fault, final double probability)
    {
        return new FaultPlan(changed(rx, fault, probability), tx, options);
    }

    /** Sets a probability for frames from the engine. */
    public FaultPlan withTx(final Fault fault, final double probability)
    {
        return new FaultPlan(rx, changed(tx, fault, probability), options);
    }

    /** The most frames that pass a reordered one, 1 to {@link #MAX_REORDER_FRAMES}; the number is drawn each time. */
    public FaultPlan reorderFrames(final int frames)
    {
        return option("reorder_frames", REORDER_FRAMES, frames, 1, MAX_REORDER_FRAMES);
    }

    /**
     * Bits flipped in a corrupted frame. One flipped bit is always found. Several may cancel out in an Internet checksum
     * (RFC 1071), and then TCP delivers wrong data, as it does on a real network.
     */
    public FaultPlan corruptBits(final int bits)
    {
        return option("corrupt_bits", CORRUPT_BITS, bits, 1, 64);
    }

    /**
     * The longest delay of a frame; 0 releases it as soon as no frame follows. A polling loop sees that within a microsecond,
     * so that 0 reorders next to nothing in sparse traffic.
     */
    public FaultPlan holdMs(final long milliseconds)
    {
        return option("hold_ms", HOLD_MS, milliseconds, 0, 10_000);
    }

    /** The seed that repeats a run. */
    public FaultPlan seed(final long seed)
    {
        return option("seed", SEED, seed, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public int reorderFrames()
    {
        return (int)options[REORDER_FRAMES];
    }

    public int corruptBits()
    {
        return (int)options[CORRUPT_BITS];
    }

    public long holdNs()
    {
        return options[HOLD_MS] * 1_000_000L;
    }

    public long seed()
    {
        return options[SEED];
    }

    public double rx(final Fault fault)
    {
        return rx[fault.ordinal()];
    }

    public double tx(final Fault fault)
    {
        return tx[fault.ordinal()];
    }

    private FaultPlan with(final String name, final String value)
    {
        final boolean isRx = name.startsWith(RX);
        final boolean isTx = name.startsWith(TX);
        final Fault fault = Fault.ofKey(isRx || isTx ? name.substring(RX.length()) : name);
        if (fault != null)
        {
            final double probability = probability(name, value);
            return isRx ? withRx(fault, probability) : isTx ? withTx(fault, probability) : with(fault, probability);
        }
        switch (name)
        {
            case "reorder_frames":
                return reorderFrames((int)wholeNumber(name, value));
            case "corrupt_bits":
                return corruptBits((int)wholeNumber(name, value));
            case "hold_ms":
                return holdMs(wholeNumber(name, value));
            case "seed":
                return seed(wholeNumber(name, value));
            default:
                throw new IllegalArgumentException("no such fault: " + name +
                    "; the faults are drop, dup, reorder, corrupt, delay, reorder_frames, corrupt_bits, hold_ms, seed");
        }
    }

    private static double probability(final String name, final String value)
    {
        if (!value.matches("\\d{1,9}(\\.\\d{1,18})?|\\.\\d{1,18}") || Double.parseDouble(value) > 1)
        {
            throw new IllegalArgumentException(name + " must be a probability, 0 to 1: " + name + "=" + value);
        }
        return Double.parseDouble(value);
    }

    private static long wholeNumber(final String name, final String value)
    {
        if (!value.matches("-?\\d{1,18}") || (!"seed".equals(name) && value.length() > 9))
        {
            throw new IllegalArgumentException(name + " must be a whole number: " + name + "=" + value);
        }
        return Long.parseLong(value);
    }

    private static double[] changed(final double[] rates, final Fault fault, final double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new IllegalArgumentException(
                fault.key() + " must be a probability, 0 to 1: " + fault.key() + "=" + probability);
        }
        final double[] copy = rates.clone();
        copy[fault.ordinal()] = probability;
        return copy;
    }

    private FaultPlan option(final String name, final int index, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + name + "=" + value);
        }
        final long[] copy = options.clone();
        copy[index] = value;
        return new FaultPlan(rx, tx, copy);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof FaultPlan && Arrays.equals(rx, ((FaultPlan)other).rx) &&
            Arrays.equals(tx, ((FaultPlan)other).tx) && Arrays.equals(options, ((FaultPlan)other).options);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(rx) * 31 * 31 + Arrays.hashCode(tx) * 31 + Arrays.hashCode(options);
    }

    /** @return the text form, which {@link #parse} takes. */
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder();
        for (final Fault fault : Fault.values())
        {
            final double in = rx(fault);
            final double out = tx(fault);
            if (in == out && in > 0)
            {
                append(text, fault.key(), in);
            }
            else if (in != out)
            {
                append(text, RX + fault.key(), in);
                append(text, TX + fault.key(), out);
            }
        }
        return text.append("reorder_frames=").append(reorderFrames()).append(",corrupt_bits=").append(corruptBits())
            .append(",hold_ms=").append(options[HOLD_MS]).append(",seed=").append(seed()).toString();
    }

    private static void append(final StringBuilder text, final String name, final double probability)
    {
        text.append(name).append('=').append(new BigDecimal(String.valueOf(probability)).toPlainString())
            .append(',');
    }
}
