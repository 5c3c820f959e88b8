package io.fourtuple.packetdrill;

import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of an assertion, as scripts have them in Python: numbers, names, parentheses, arithmetic, comparisons (also in a
 * chain), {@code not}, {@code and}, {@code or}.
 * <pre>
 *   or ──> and ──> not ──> comparison ──> sum ──> product ──> sign ──> number, name, ( or )
 * </pre>
 */
final class Expression
{
    private static final Pattern TOKEN = Pattern.compile(
        "\\s*(?:(0[xX][0-9a-fA-F]+|\\d+)|([A-Za-z_]\\w*)|(==|!=|<=|>=|//|&&|\\|\\||[-+*/%()<>&|!,]))");

    private final String text;
    private final ToLongFunction<String> names;
    private final Matcher matcher;
    private String token = "";
    private int end;

    /**
     * @param text  begins with an expression.
     * @param names gives the value of a name.
     */
    Expression(final String text, final ToLongFunction<String> names)
    {
        this.text = text;
        this.names = names;
        matcher = TOKEN.matcher(text);
    }

    /**
     * @return whether it is true.
     * @throws IllegalArgumentException if it is none, or something other than a message follows.
     */
    boolean holds()
    {
        next();
        final long value = or();
        if (!token.isEmpty() && !token.equals(","))
        {
            throw new IllegalArgumentException("not understood from here on: " + text.substring(end));
        }
        return value != 0;
    }

    private void next()
    {
        end = matcher.regionStart();
        if (text.substring(end).isBlank())
        {
            token = "";
        }
        else if (matcher.lookingAt())
        {
            token = matcher.group().strip();
            matcher.region(matcher.end(), text.length());
        }
        else
        {
            throw new IllegalArgumentException("not understood from here on: " + text.substring(end));
        }
    }

    private boolean take(final String... tokens)
    {
        for (final String wanted : tokens)
        {
            if (token.equals(wanted))
            {
                next();
                return true;
            }
        }
        return false;
    }

    private long or()
    {
        long value = and();
        while (take("or", "||"))
        {
            final long right = and();
            value = value != 0 || right != 0 ? 1 : 0;
        }
        return value;
    }

    private long and()
    {
        long value = not();
        while (take("and", "&&"))
        {
            final long right = not();
            value = value != 0 && right != 0 ? 1 : 0;
        }
        return value;
    }

    private long not()
    {
        return take("not", "!") ? not() == 0 ? 1 : 0 : comparison();
    }

    private long comparison()
    {
        long left = bits();
        if (!isComparison())
        {
            return left;
        }
        boolean holds = true;
        while (isComparison())
        {
            final String operator = token;
            next();
            final long right = bits();
            holds &= switch (operator)
            {
                case "==" -> left == right;
                case "!=" -> left != right;
                case "<" -> left < right;
                case "<=" -> left <= right;
                case ">" -> left > right;
                default -> left >= right;
            };
            left = right;
        }
        return holds ? 1 : 0;
    }

    private boolean isComparison()
    {
        return token.matches("==|!=|<=|>=|<|>");
    }

    private long bits()
    {
        long value = sum();
        while (token.equals("&") || token.equals("|"))
        {
            value = take("&") ? value & sum() : take("|") ? value | sum() : value;
        }
        return value;
    }

    private long sum()
    {
        long value = product();
        while (token.equals("+") || token.equals("-"))
        {
            value = take("+") ? value + product() : take("-") ? value - product() : value;
        }
        return value;
    }

    private long product()
    {
        long value = sign();
        while (token.matches("[*%]|//?"))
        {
            final String operator = token;
            next();
            final long right = sign();
            if (right == 0 && !operator.equals("*"))
            {
                throw new IllegalArgumentException("division by 0: " + text);
            }
            value = switch (operator)
            {
                case "*" -> value * right;
                case "%" -> Math.floorMod(value, right);
                default -> Math.floorDiv(value, right);
            };
        }
        return value;
    }

    private long sign()
    {
        if (take("-"))
        {
            return -sign();
        }
        if (take("("))
        {
            final long value = or();
            if (!take(")"))
            {
                throw new IllegalArgumentException("parenthesis not closed: " + text);
            }
            return value;
        }
        final String operand = token;
        if (!operand.matches("\\w+"))
        {
            throw new IllegalArgumentException("a number or a name is missing: " + text);
        }
        next();
        return Character.isDigit(operand.charAt(0)) ? Numbers.parse(operand) : names.applyAsLong(operand);
    }
}
