package io.fourtuple.bench.tool.watch;

import java.util.List;
import java.util.function.Function;

import io.fourtuple.bench.tool.watch.FilterToken.Kind;

/**
 * Reads the filter language of ss(8), as far as it is about TCP.
 * <pre>
 *   filter     = { ("state" | "exclude") STATE } [ expression ]        several states: any of them
 *   expression = term { ("or" | ["and"]) term }                        from left to right, neither binds tighter
 *   term       = "not" term | "(" expression ")"
 *              | ("dst" | "src") [ "=" | "!=" ] HOST                   see HostCondition
 *              | ("dport" | "sport") ("=" "!=" ">=" "<=" ">" "<") [":"] PORT
 * </pre>
 * The operators have ss's other spellings too: {@code eq ne ge le gt lt}, {@code & | !}. That {@code a or b and c} is
 * {@code (a or b) and c} is how ss of iproute2 6 reads it.
 */
public final class FilterParser
{
    private static final List<String> TERMS = List.of("dst", "src", "dport", "sport");
    private static final List<String> FIRST_WORDS = List.of("state", "exclude", "excl", "not");

    private static final int MAX_DEPTH = 200;

    private final String text;
    private final List<FilterToken> tokens;
    private int next;
    private int depth;

    private FilterParser(final String text)
    {
        this.text = text;
        tokens = FilterToken.split(text);
    }

    /**
     * @param text of a filter; none lets all pass.
     * @throws FilterException with the mistake and its place.
     */
    static SocketFilter parse(final String text)
    {
        return new FilterParser(text).filter();
    }

    /**
     * @param word first on a command line.
     * @return whether it begins a filter, and so names no engine.
     */
    public static boolean isFilter(final String word)
    {
        final boolean isOperator = !word.isEmpty() && "(!".indexOf(word.charAt(0)) >= 0;
        final String first = word.split("[\\s=!<>(]", 2)[0];
        return isOperator || FIRST_WORDS.contains(first) || TERMS.contains(first);
    }

    private SocketFilter filter()
    {
        final SocketFilter states = states();
        if (peek().kind() == Kind.END)
        {
            return states;
        }
        final SocketFilter expression = expression();
        if (peek().kind() != Kind.END)
        {
            throw mistake(peek().kind() == Kind.CLOSE ? "no parenthesis is open" : "not understood: " + peek().text(),
                peek());
        }
        return states == SocketFilter.ALL ? expression : states.and(expression);
    }

    private SocketFilter states()
    {
        int bits = SsState.ALL;
        boolean isFirst = true;
        while (isWord("state") || isWord("exclude") || isWord("excl"))
        {
            final boolean isState = isWord("state");
            final FilterToken word = take();
            final FilterToken name = take();
            final int named = name.kind() == Kind.WORD ? SsState.bits(name.text()) : 0;
            if (named == 0)
            {
                throw mistake("a state is expected after " + word.text() + ", one of " +
                    String.join(", ", SsState.names()) + ", not " + name.text(), name);
            }
            bits = isState ? (isFirst ? 0 : bits) | named : bits & ~named;
            isFirst = false;
        }
        final int wanted = bits;
        return isFirst ? SocketFilter.ALL : row -> (wanted & row.state.bit()) != 0;
    }

    private SocketFilter expression()
    {
        SocketFilter filter = term();
        while (true)
        {
            final Kind kind = peek().kind();
            if (kind == Kind.AND || kind == Kind.OR)
            {
                take();
            }
            else if (kind != Kind.WORD && kind != Kind.NOT && kind != Kind.OPEN)
            {
                return filter;
            }
            final SocketFilter other = term();
            filter = kind == Kind.OR ? filter.or(other) : filter.and(other);
        }
    }

    private SocketFilter term()
    {
        final FilterToken token = take();
        switch (token.kind())
        {
            case NOT:
            case OPEN:
                return nested(token);
            case WORD:
                break;
            default:
                throw mistake("one of dst, src, dport, sport, not or ( is expected, not " + token.text(), token);
        }
        return switch (token.text())
        {
            case "dst", "src" -> host(token);
            case "dport", "sport" -> port(token);
            case "state", "exclude", "excl" ->
                throw mistake(token.text() + " must stand before the rest of the filter", token);
            default -> throw mistake(
                "one of state, exclude, dst, src, dport, sport, not or ( is expected, not " + token.text(), token);
        };
    }

    private SocketFilter nested(final FilterToken token)
    {
        if (++depth > MAX_DEPTH)
        {
            throw mistake("nested more than " + MAX_DEPTH + " deep", token);
        }
        final SocketFilter filter = token.kind() == Kind.NOT ? term().negate() : inParentheses(token);
        depth--;
        return filter;
    }

    private SocketFilter inParentheses(final FilterToken open)
    {
        final SocketFilter filter = expression();
        if (peek().kind() != Kind.CLOSE)
        {
            throw mistake("this parenthesis is not closed", open);
        }
        take();
        return filter;
    }

    private SocketFilter host(final FilterToken word)
    {
        final Kind comparison = peek().kind().isComparison() ? take().kind() : Kind.EQUAL;
        final FilterToken token = take();
        if (comparison != Kind.EQUAL && comparison != Kind.UNEQUAL)
        {
            throw mistake("an address is equal or not: after " + word.text() + " only = or != will do", token);
        }
        final HostCondition condition = value(token, "an address or network is expected after " + word.text(),
            HostCondition::parse);
        final SocketFilter filter = word.text().equals("dst") ?
            row -> condition.matches(row.isIpv6, row.remoteHi, row.remoteLo, row.remotePort) :
            row -> condition.matches(row.isIpv6, row.localHi, row.localLo, row.localPort);
        return comparison == Kind.EQUAL ? filter : filter.negate();
    }

    private SocketFilter port(final FilterToken word)
    {
        final FilterToken operator = take();
        if (!operator.kind().isComparison())
        {
            throw mistake("=, !=, >=, <=, > or < is expected after " + word.text() + ", not " + operator.text(),
                operator);
        }
        final int wanted = value(take(), "a port is expected after " + word.text() + " " + operator.text(),
            HostCondition::portAlone);
        final boolean isRemote = word.text().equals("dport");
        return switch (operator.kind())
        {
            case EQUAL -> row -> (isRemote ? row.remotePort : row.localPort) == wanted;
            case UNEQUAL -> row -> (isRemote ? row.remotePort : row.localPort) != wanted;
            case AT_LEAST -> row -> (isRemote ? row.remotePort : row.localPort) >= wanted;
            case AT_MOST -> row -> (isRemote ? row.remotePort : row.localPort) <= wanted;
            case MORE -> row -> (isRemote ? row.remotePort : row.localPort) > wanted;
            default -> row -> (isRemote ? row.remotePort : row.localPort) < wanted;
        };
    }

    private <T> T value(final FilterToken token, final String expected, final Function<String, T> parse)
    {
        if (token.kind() != Kind.WORD)
        {
            throw mistake(expected + ", not " + token.text(), token);
        }
        try
        {
            return parse.apply(token.text());
        }
        catch (final IllegalArgumentException ex)
        {
            throw mistake(ex.getMessage(), token);
        }
    }

    private boolean isWord(final String word)
    {
        return peek().kind() == Kind.WORD && peek().text().equals(word);
    }

    private FilterToken peek()
    {
        return tokens.get(next);
    }

    /** The last token, {@link Kind#END}, is never passed. */
    private FilterToken take()
    {
        return tokens.get(next < tokens.size() - 1 ? next++ : next);
    }

    private FilterException mistake(final String problem, final FilterToken token)
    {
        return new FilterException(problem, text, token.position());
    }
}
