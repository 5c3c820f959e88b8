package io.fourtuple.bench.measure.peers;

import java.util.List;
import java.util.stream.Stream;

/** A TCP stack to compare. The driver alone is the floor under every figure but fourtuple's, which has a floor of its own. */
public enum TcpStack
{
    /** The C driver against fixed answers. */
    DRIVER("driver in C, alone", "null", Long.MAX_VALUE, 0, TcpStack.gcc()),
    /** This project, in a JVM of its own. */
    FOURTUPLE("fourtuple", "", Long.MAX_VALUE, 150, List.of()),
    /** lwIP, whose connections lie in a list: from 100,000 on they are put there without packets. */
    LWIP("lwIP", "lwip", 99_999, 300, TcpStack.gcc(new Prerequisite("dpkg-source", "dpkg-dev"))),
    /** gVisor's netstack. */
    GVISOR("gVisor", "gvisor", Long.MAX_VALUE, 6_000, List.of(
        new Prerequisite("go", "golang-go"),
        new Prerequisite("/usr/share/gocode/src/gvisor.dev/gvisor/pkg/tcpip", "golang-gvisor-gvisor-dev"))),
    /** The kernel behind a TUN device. */
    LINUX("Linux over TUN", "linux", Long.MAX_VALUE, 6_000, TcpStack.gcc(new Prerequisite("ip", "iproute2")));

    private final String label;
    private final String folder;
    private final long mostByPackets;
    private final long bytesEach;
    private final List<Prerequisite> needs;

    TcpStack(final String label, final String folder, final long mostByPackets, final long bytesEach,
        final List<Prerequisite> needs)
    {
        this.label = label;
        this.folder = folder;
        this.mostByPackets = mostByPackets;
        this.bytesEach = bytesEach;
        this.needs = needs;
    }

    /** For people. */
    public String label()
    {
        return label;
    }

    /** Its folder under {@code scripts/peers} and its program's name; empty for fourtuple. */
    String folder()
    {
        return folder;
    }

    /** Whether so many connections are opened by packets, not put in place. */
    boolean opensByPackets(final long idle)
    {
        return idle <= mostByPackets;
    }

    /** Memory that a run with so many connections takes, estimated from above: nobody shall run out of it. */
    long estimatedBytes(final long idle)
    {
        return idle * bytesEach;
    }

    /** Prerequisites to build and run it, but for a JDK. */
    List<Prerequisite> needs()
    {
        return needs;
    }

    boolean needsRoot()
    {
        return this == LINUX;
    }

    private static List<Prerequisite> gcc(final Prerequisite... more)
    {
        final Prerequisite pinning = new Prerequisite("taskset", "util-linux");
        return Stream.concat(
            Stream.of(new Prerequisite("gcc", "gcc"), new Prerequisite("/usr/include/stdio.h", "libc6-dev"), pinning),
            Stream.of(more)).toList();
    }
}
