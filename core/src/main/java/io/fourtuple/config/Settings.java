package io.fourtuple.config;

import java.math.BigInteger;
import java.util.Arrays;

/** The values of all {@link Setting}s; immutable, so that the values printed at start stay in force. */
public final class Settings
{
    private static final Settings DEFAULTS = new Settings(defaultValues());

    private final long[] values;

    private Settings(final long[] values)
    {
        this.values = values;
    }

    public static Settings defaults()
    {
        return DEFAULTS;
    }

    /**
     * @param setting to be changed.
     * @param value   within its range.
     * @return these settings with one changed.
     * @throws IllegalArgumentException if the value is out of range.
     */
    public Settings with(final Setting setting, final long value)
    {
        if (value < setting.min() || value > setting.max())
        {
            throw outOfRange(setting, Long.toString(value));
        }
        final long[] changed = values.clone();
        changed[setting.ordinal()] = value;
        return new Settings(changed);
    }

    /**
     * @param assignment {@code name=value}; the value is a whole number, with {@code k}, {@code m} or {@code g} (1024s) behind
     *                   it or not, or one of the setting's {@linkplain Setting#names() names}.
     * @return these settings with one changed.
     * @throws IllegalArgumentException if the name is unknown, the value neither number nor name, or out of range.
     */
    public Settings with(final String assignment)
    {
        final int equals = assignment.indexOf('=');
        if (equals < 1)
        {
            throw new IllegalArgumentException("a setting is written name=value: " + assignment);
        }
        final Setting setting = Setting.of(assignment.substring(0, equals).trim());
        return with(setting, parse(setting, assignment.substring(equals + 1).trim()));
    }

    public long get(final Setting setting)
    {
        return values[setting.ordinal()];
    }

    /** @return the name of the value in force. */
    public String name(final Setting setting)
    {
        return setting.text(get(setting));
    }

    public int intValue(final Setting setting)
    {
        return Math.toIntExact(get(setting));
    }

    public boolean isOn(final Setting setting)
    {
        return get(setting) != 0;
    }

    private static IllegalArgumentException outOfRange(final Setting setting, final String value)
    {
        return new IllegalArgumentException(
            setting.key() + " must be " + setting.min() + " to " + setting.max() + ": " + setting.key() + "=" + value);
    }

    private static long parse(final Setting setting, final String text)
    {
        if (!setting.names().isEmpty())
        {
            final int value = setting.names().indexOf(text);
            if (value < 0)
            {
                throw new IllegalArgumentException(setting.key() + " must be one of " +
                    String.join(", ", setting.names()) + ": " + setting.key() + "=" + text);
            }
            return value;
        }
        final boolean hasUnit = text.matches("\\d+[kKmMgG]");
        final String digits = hasUnit ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("-?\\d+"))
        {
            throw new IllegalArgumentException(setting.key() + " must be a whole number: " + setting.key() + "=" + text);
        }
        final int shift = !hasUnit ? 0 : switch (Character.toLowerCase(text.charAt(text.length() - 1)))
        {
            case 'k' -> 10;
            case 'm' -> 20;
            default -> 30;
        };
        final BigInteger value = new BigInteger(digits).shiftLeft(shift);
        if (value.bitLength() >= Long.SIZE)
        {
            throw outOfRange(setting, text);
        }
        return value.longValue();
    }

    private static long[] defaultValues()
    {
        final long[] values = new long[Setting.values().length];
        for (final Setting setting : Setting.values())
        {
            values[setting.ordinal()] = setting.defaultValue();
        }
        return values;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Settings && Arrays.equals(values, ((Settings)other).values);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(values);
    }

    /** @return a line for each setting that differs from its default, or for all. */
    public String describe(final boolean all)
    {
        final StringBuilder text = new StringBuilder();
        for (final Setting setting : Setting.values())
        {
            if (all || get(setting) != setting.defaultValue())
            {
                text.append(String.format("%-26s %12s  %s%n", setting.key(), name(setting), setting.meaning()));
            }
        }
        return text.toString();
    }

    @Override
    public String toString()
    {
        return describe(true);
    }
}
