package io.fourtuple.bench.measure.peers;

import java.util.List;
import java.util.Map;

/** A SYN flood against one configuration of a stack. */
enum Flood
{
    LWIP_POOL(TcpStack.LWIP, "4,096 PCBs", "lwip-4096", List.of(), Map.of()),
    LWIP_BACKLOG(TcpStack.LWIP, "backlog 255", "lwip-backlog", List.of("-B", "255"), Map.of()),
    GVISOR(TcpStack.GVISOR, "backlog 4,096", "gvisor", List.of(), Map.of()),
    LINUX_OFF(TcpStack.LINUX, "backlog 4,096, tcp_syncookies=0", "linux", List.of(), Map.of("SYNCOOKIES", "0")),
    LINUX_FULL(TcpStack.LINUX, "backlog 4,096, tcp_syncookies=1", "linux", List.of(), Map.of("SYNCOOKIES", "1")),
    LINUX_ALWAYS(TcpStack.LINUX, "backlog 4,096, tcp_syncookies=2", "linux", List.of(), Map.of("SYNCOOKIES", "2"));

    private final TcpStack stack;
    private final String label;
    private final String program;
    private final List<String> arguments;
    private final Map<String, String> environment;

    Flood(final TcpStack stack, final String label, final String program, final List<String> arguments,
        final Map<String, String> environment)
    {
        this.stack = stack;
        this.label = label;
        this.program = program;
        this.arguments = arguments;
        this.environment = environment;
    }

    TcpStack stack()
    {
        return stack;
    }

    String label()
    {
        return label;
    }

    String program()
    {
        return program;
    }

    List<String> arguments()
    {
        return arguments;
    }

    Map<String, String> environment()
    {
        return environment;
    }
}
