package io.fourtuple.packetdrill;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the arguments of socket calls and hands them to {@link Sockets}. An unknown call is an
 * {@link IllegalArgumentException}, an unknown option a {@link NotBuilt.Needed}; a call that returns something else by
 * pointer than the script has, an {@link IllegalStateException}.
 */
final class Calls
{
    /** Options that change nothing that the engine sends. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("SO_REUSEADDR", "SO_REUSEPORT", "SO_SNDBUF", "SO_DEBUG",
        "SO_RCVLOWAT", "IP_TOS", "IPV6_TCLASS", "IPV6_V6ONLY");
    /** Options that the engine has, with the values that kernels have without them. */
    private static final Map<String, String> WITH_EFFECT = Map.of("TCP_NODELAY", "0", "TCP_CORK", "0", "TCP_QUICKACK", "1",
        "SO_KEEPALIVE", "0", "TCP_KEEPIDLE", "7200", "TCP_KEEPINTVL", "75", "TCP_KEEPCNT", "9", "TCP_USER_TIMEOUT", "0");
    private static final Pattern POLLED = Pattern.compile("fd\\s*=\\s*(\\d+)\\s*,\\s*events\\s*=\\s*([\\w| ]+?)\\s*" +
        "(?:,\\s*revents\\s*=\\s*([\\w| ]+?)\\s*)?}");
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;

    private final Sockets sockets;

    Calls(final Sockets sockets)
    {
        this.sockets = sockets;
    }

    /**
     * Makes a call, or asks again for the result of one that could not return.
     *
     * @return what it returned, {@link Call#WOULD_BLOCK} if nothing yet.
     */
    Call.Outcome run(final Call call)
    {
        return switch (call.name())
        {
            case "socket" -> sockets.socket(call);
            case "bind" -> sockets.bind(sockets.get(call));
            case "listen" -> sockets.listen(sockets.get(call));
            case "accept", "accept4" -> sockets.accept(sockets.get(call), call);
            case "connect" -> sockets.connect(sockets.get(call));
            case "read" -> sockets.receive(sockets.get(call), call.number(2), false);
            case "recv", "recvfrom" -> receive(call);
            case "write", "send", "sendto" -> sockets.send(sockets.get(call), call.number(2));
            case "close" -> sockets.close(Numbers.parse(call.argument(0)), sockets.get(call));
            case "shutdown" -> sockets.shutdown(sockets.get(call), call.argument(1));
            case "setsockopt" -> setOption(sockets.get(call), call);
            case "getsockopt" -> getOption(sockets.get(call), call);
            case "fcntl" -> control(sockets.get(call), call);
            case "ioctl" -> ioctl(sockets.get(call), call);
            case "poll" -> poll(call);
            default -> throw new IllegalArgumentException("unknown call: " + call.name());
        };
    }

    private Call.Outcome receive(final Call call)
    {
        final String flags = call.has(3) ? call.argument(3) : "0";
        final boolean isNow = flags.contains("MSG_DONTWAIT");
        final Call.Outcome outcome = sockets.receive(sockets.get(call), call.number(2), flags.contains("MSG_PEEK"));
        return outcome == Call.WOULD_BLOCK && isNow ? Call.Outcome.error("EAGAIN") : outcome;
    }

    private Call.Outcome setOption(final SocketState socket, final Call call)
    {
        final String name = call.argument(2);
        final String value = call.argument(3);
        switch (name)
        {
            case "SO_RCVBUF" -> sockets.receiveBuffer(socket, Numbers.parseInt(value));
            case "SO_LINGER" -> socket.options.put(name, value.replaceAll("[^0-9]+", " ").strip());
            default ->
            {
                if (!WITHOUT_EFFECT.contains(name) && !WITH_EFFECT.containsKey(name))
                {
                    throw new NotBuilt.Needed(NotBuilt.SOCKET_OPTION, name);
                }
                sockets.option(socket, name, value.replaceAll("[\\[\\]]", "").strip());
            }
        }
        return Call.Outcome.of(0);
    }

    private static Call.Outcome getOption(final SocketState socket, final Call call)
    {
        final String name = call.argument(2);
        final String found;
        if (name.equals("SO_ERROR"))
        {
            final String error = socket.takeError();
            found = error == null ? "0" : error;
        }
        else if (name.equals("TCP_INFO"))
        {
            // A structure: scripts assert its fields.
            return Call.Outcome.of(0);
        }
        else if (WITHOUT_EFFECT.contains(name) || WITH_EFFECT.containsKey(name))
        {
            found = socket.options.getOrDefault(name, WITH_EFFECT.getOrDefault(name, "0"));
        }
        else
        {
            throw new NotBuilt.Needed(NotBuilt.SOCKET_OPTION, name);
        }
        final String expected = call.argument(3).replaceAll("[\\[\\]]", "").strip();
        if (!expected.equals("...") && !expected.equals(found))
        {
            throw new IllegalStateException(name + " is " + found + ", expected " + expected);
        }
        return Call.Outcome.of(0);
    }

    private static Call.Outcome control(final SocketState socket, final Call call)
    {
        switch (call.argument(1))
        {
            case "F_GETFL":
                // The value of O_NONBLOCK is the system's own; scripts ask before they set it.
                return Call.Outcome.of(O_RDWR | (socket.nonBlocking ? O_NONBLOCK : 0));
            case "F_SETFL":
                socket.nonBlocking = call.argument(2).contains("O_NONBLOCK");
                return Call.Outcome.of(0);
            default:
                throw new IllegalArgumentException("unknown fcntl: " + call.argument(1));
        }
    }

    private static Call.Outcome ioctl(final SocketState socket, final Call call)
    {
        final String request = call.argument(1);
        if (!request.equals("FIONREAD") && !request.equals("SIOCINQ"))
        {
            throw new IllegalArgumentException("unknown ioctl: " + request);
        }
        if (Numbers.parse(call.argument(2)) != socket.unread)
        {
            throw new IllegalStateException(request + " is " + socket.unread + ", expected " + call.argument(2));
        }
        return Call.Outcome.of(0);
    }

    /** Looks once; a script waits by the time of the event. */
    private Call.Outcome poll(final Call call)
    {
        final Matcher matcher = POLLED.matcher(call.argument(0));
        int ready = 0;
        boolean isAny = false;
        while (matcher.find())
        {
            isAny = true;
            final String found = sockets.poll(Long.parseLong(matcher.group(1)), matcher.group(2));
            ready += found.equals("0") ? 0 : 1;
            final String expected = matcher.group(3) == null ? found : matcher.group(3).replace(" ", "");
            if (!Set.of(expected.split("\\|")).equals(Set.of(found.split("\\|"))))
            {
                throw new IllegalStateException("revents is " + found + ", expected " + expected);
            }
        }
        if (!isAny)
        {
            throw new IllegalArgumentException("not an array of pollfd: " + call.argument(0));
        }
        return Call.Outcome.of(ready);
    }
}
