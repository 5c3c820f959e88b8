package io.fourtuple.packetdrill;

import java.util.List;

/**
 * A socket call as a script writes it.
 *
 * @param name      of the call.
 * @param arguments as written.
 * @param result    what it has to return, null for anything.
 * @param errno     name of the error it has to fail with, or null.
 */
record Call(String name, List<String> arguments, Long result, String errno) implements Event.Action
{
    /** The result of a call that has nothing to return yet. */
    static final Outcome WOULD_BLOCK = new Outcome(-1, "EAGAIN");

    /**
     * What a call returned.
     *
     * @param result as a number.
     * @param errno  name of the error, or null.
     */
    record Outcome(long result, String errno)
    {
        static Outcome of(final long result)
        {
            return new Outcome(result, null);
        }

        static Outcome error(final String errno)
        {
            return new Outcome(-1, errno);
        }

        @Override
        public String toString()
        {
            return errno == null ? String.valueOf(result) : result + " " + errno;
        }
    }

    boolean isMetBy(final Outcome outcome)
    {
        return result == null ||
            result == outcome.result() && (errno == null || same(errno).equals(outcome.errno()));
    }

    /** Two names of one number, on Linux as on FreeBSD. */
    private static String same(final String name)
    {
        return name.equals("EWOULDBLOCK") ? "EAGAIN" : name;
    }

    String argument(final int index)
    {
        if (index >= arguments.size())
        {
            throw new IllegalArgumentException(name + " has no argument " + index + ": arguments=" + arguments);
        }
        return arguments.get(index);
    }

    boolean has(final int index)
    {
        return index < arguments.size();
    }

    int number(final int index)
    {
        return Numbers.parseInt(argument(index));
    }
}
