package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.List;

/** A word, an operator or a parenthesis of a filter, and the index of its first character. */
record FilterToken(Kind kind, String text, int position)
{
    private static final String OPERATOR_CHARACTERS = "=!<>&|";

    /** Kinds of tokens; an operator has two or three spellings. */
    enum Kind
    {
        OPEN("("),
        CLOSE(")"),
        AND("and", "&", "&&"),
        OR("or", "|", "||"),
        NOT("not", "!"),
        EQUAL("=", "==", "eq"),
        UNEQUAL("!=", "ne", "neq"),
        AT_LEAST(">=", "ge", "geq"),
        AT_MOST("<=", "le", "leq"),
        MORE(">", "gt"),
        LESS("<", "lt"),
        WORD,
        END;

        private final List<String> spellings;

        Kind(final String... spellings)
        {
            this.spellings = List.of(spellings);
        }

        boolean isComparison()
        {
            return compareTo(EQUAL) >= 0 && compareTo(LESS) <= 0;
        }

        private static Kind of(final String text)
        {
            for (final Kind kind : values())
            {
                if (kind.spellings.contains(text))
                {
                    return kind;
                }
            }
            return WORD;
        }
    }

    /** @return the tokens of a filter, {@link Kind#END} the last. */
    static List<FilterToken> split(final String text)
    {
        final List<FilterToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length())
        {
            final char c = text.charAt(at);
            if (Character.isWhitespace(c))
            {
                at++;
                continue;
            }
            final int end = c == '(' || c == ')' ? at + 1 : endOfRun(text, at);
            final String word = text.substring(at, end);
            final Kind kind = Kind.of(word);
            if (kind == Kind.WORD && isOperator(c))
            {
                throw new FilterException("no such operator: " + word, text, at);
            }
            tokens.add(new FilterToken(kind, word, at));
            at = end;
        }
        tokens.add(new FilterToken(Kind.END, "the end", text.length()));
        return tokens;
    }

    private static int endOfRun(final String text, final int start)
    {
        final boolean isOperator = isOperator(text.charAt(start));
        int end = start + 1;
        while (end < text.length() && isOperator(text.charAt(end)) == isOperator && !isBreak(text.charAt(end)))
        {
            end++;
        }
        return end;
    }

    private static boolean isOperator(final char c)
    {
        return OPERATOR_CHARACTERS.indexOf(c) >= 0;
    }

    private static boolean isBreak(final char c)
    {
        return Character.isWhitespace(c) || c == '(' || c == ')';
    }
}
