package io.fourtuple.packetdrill;

/** Numbers as scripts write them. */
final class Numbers
{
    private Numbers()
    {
    }

    /** @return the value of a decimal or hexadecimal number, brackets of "by pointer" taken off. */
    static long parse(final String text)
    {
        final String bare = text.trim().replaceAll("^\\[(.*)]$", "$1").trim();
        if (!bare.matches("-?(\\d+|0[xX][0-9a-fA-F]+)"))
        {
            throw new IllegalArgumentException("not a number: " + text);
        }
        return Long.decode(bare.matches("-?0\\d+") ? bare.replaceFirst("0+(?=\\d)", "") : bare);
    }

    static int parseInt(final String text)
    {
        return Math.toIntExact(parse(text));
    }
}
