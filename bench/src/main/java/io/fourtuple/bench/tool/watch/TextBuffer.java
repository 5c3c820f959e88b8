package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.Arrays;

/**
 * Characters in the making, without an object for each number or address: a million rows are printed by way of one of
 * these. Grows as needed.
 */
final class TextBuffer
{
    private static final int FIRST_LENGTH = 1 << 16;
    private static final int MAX_DIGITS = 20;
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int GROUPS = 8;

    private char[] chars = new char[FIRST_LENGTH];
    private int length;

    int length()
    {
        return length;
    }

    void clear()
    {
        length = 0;
    }

    TextBuffer add(final char c)
    {
        ensure(1);
        chars[length++] = c;
        return this;
    }

    TextBuffer add(final String text)
    {
        ensure(text.length());
        text.getChars(0, text.length(), chars, length);
        length += text.length();
        return this;
    }

    TextBuffer add(final TextBuffer other, final int from, final int to)
    {
        ensure(to - from);
        System.arraycopy(other.chars, from, chars, length, to - from);
        length += to - from;
        return this;
    }

    TextBuffer blanks(final int count)
    {
        if (count > 0)
        {
            ensure(count);
            Arrays.fill(chars, length, length + count, ' ');
            length += count;
        }
        return this;
    }

    /** A number in decimal. */
    TextBuffer add(final long value)
    {
        ensure(MAX_DIGITS);
        // Negative all through, because Long.MIN_VALUE has no positive counterpart.
        long left = value < 0 ? value : -value;
        int at = length + (value < 0 ? 1 : 0);
        for (long power = left; power <= -10; power /= 10)
        {
            at++;
        }
        if (value < 0)
        {
            chars[length] = '-';
        }
        length = at + 1;
        do
        {
            chars[at--] = (char)('0' - left % 10);
            left /= 10;
        }
        while (left != 0);
        return this;
    }

    /** An address; IPv6 as RFC 5952 has it, without brackets. */
    TextBuffer address(final boolean isIpv6, final long hi, final long lo)
    {
        if (isIpv6)
        {
            return ipv6(hi, lo);
        }
        return add(lo >> 24 & 0xFF).add('.').add(lo >> 16 & 0xFF).add('.').add(lo >> 8 & 0xFF).add('.').add(lo & 0xFF);
    }

    /** Writes the text, and is empty then. */
    void writeTo(final PrintWriter writer)
    {
        writer.write(chars, 0, length);
        length = 0;
        if (writer.checkError())
        {
            throw new OutputClosedException();
        }
    }

    @Override
    public String toString()
    {
        return new String(chars, 0, length);
    }

    private TextBuffer ipv6(final long hi, final long lo)
    {
        // RFC 5952 4.2: the longest run of zero groups, the first of equals, and never a single one.
        int bestStart = GROUPS;
        int bestLength = 1;
        int start = 0;
        for (int group = 0; group <= GROUPS; group++)
        {
            if (group == GROUPS || group(hi, lo, group) != 0)
            {
                if (group - start > bestLength)
                {
                    bestStart = start;
                    bestLength = group - start;
                }
                start = group + 1;
            }
        }
        for (int group = 0; group < GROUPS; group++)
        {
            if (group == bestStart)
            {
                add("::");
                group += bestLength - 1;
                continue;
            }
            if (group > 0 && group != bestStart + bestLength)
            {
                add(':');
            }
            hex(group(hi, lo, group));
        }
        return this;
    }

    private static int group(final long hi, final long lo, final int group)
    {
        return (int)((group < 4 ? hi : lo) >> (48 - 16 * (group & 3))) & 0xFFFF;
    }

    private void hex(final int value)
    {
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            if (shift == 0 || value >> shift != 0)
            {
                add(HEX[value >> shift & 0xF]);
            }
        }
    }

    private void ensure(final int more)
    {
        if (length + more > chars.length)
        {
            chars = Arrays.copyOf(chars, Math.max(chars.length * 2, length + more));
        }
    }
}
