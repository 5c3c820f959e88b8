package io.fourtuple.bench.tool.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.TunOptions;
import io.fourtuple.bench.tool.session.EngineHost;
import io.fourtuple.bench.tool.session.PipeHandler;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.config.LocalAddresses;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Opens one connection and joins it to standard input and output. */
@Command(
    name = "connect",
    header = "Like nc, to a TCP server, by way of a TUN device.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Connects to a TCP server by way of a TUN device: standard input goes to the peer, the peer's data to " +
        "standard output. At the end of the input the output is shut (FIN); ends when the peer closes.",
        "Needs root (CAP_NET_ADMIN). Exit status 0 if both sides closed in order, 1 if not, with the reason."},
    footer = {
        "",
        "Examples:",
        "  python3 -m http.server 8000 &",
        "  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | sudo fourtuple connect 198.18.0.1 8000",
        "  sudo fourtuple connect 2001:db8::1 22"})
final class ConnectCommand implements Callable<Integer>
{
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "IPv4 or IPv6 address; names are not looked up.")
    private String address;

    @Parameters(index = "1", paramLabel = "PORT", description = "1 to 65535.")
    private int port;

    @Option(names = "--stats", description = "Prints the counters on standard error at the end.")
    private boolean stats;

    @Mixin
    private TunOptions tun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter err = spec.commandLine().getErr();
        final Endpoint remote = remote();
        tun.tunConfig();
        checkNotOwn(tun.localAddresses(), remote);
        final StopSignal stop = StopSignal.installed();
        final EngineHost host = EngineHost.open(tun, err);
        final PipeHandler pipe = new PipeHandler(
            host.engine().commands(), new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        boolean isStopped;
        boolean isLost;
        try (host)
        {
            final String pinning = host.start();
            if (pinning != null && stats)
            {
                err.println(pinning);
            }
            final long connection = connect(host, remote, pipe);
            isStopped = waitForEnd(host, pipe, stop);
            isLost = !host.isUp();
            if (isStopped && !isLost)
            {
                host.drain(List.of(tcp -> tcp.close(connection)), DRAIN_NS);
            }
        }
        if (stats || isStopped || !tun.latency().on().isEmpty())
        {
            err.println(host.summary());
        }
        if (isLost)
        {
            throw new CliException(CliException.FAILURE, "the device was lost: " + host.device().downReason());
        }
        return isStopped ? 0 : exitStatus(pipe, remote);
    }

    private static long connect(final EngineHost host, final Endpoint remote, final PipeHandler pipe)
    {
        final String[] refusal = new String[1];
        try
        {
            final long connection = host.engine().commands().submit(tcp ->
            {
                final long result = tcp.connect(FourTuple.to(remote), pipe, 0);
                refusal[0] = result < 0 ? refusal(tcp, result) : null;
                return result;
            }).join();
            if (connection >= 0)
            {
                return connection;
            }
        }
        catch (final CompletionException ex)
        {
            // The engine has ended before it could try.
            refusal[0] = host.isUp() ? ex.getCause().getMessage() : "the device was lost: " + host.device().downReason();
        }
        throw new CliException(CliException.FAILURE, "cannot connect to " + remote + ": " + refusal[0]);
    }

    private Endpoint remote()
    {
        if (port < 1 || port > 65_535)
        {
            throw new CliException(CliException.USAGE, "PORT must be 1 to 65535: " + port);
        }
        try
        {
            return Endpoint.of(address, port);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage() + " (names are not looked up)");
        }
    }

    private void checkNotOwn(final LocalAddresses addresses, final Endpoint remote)
    {
        if (addresses.contains(remote.family() == 6, remote.hi(), remote.lo()))
        {
            throw new CliException(CliException.USAGE, remote + " would be fourtuple's own address; the kernel's are " +
                String.join(", ", tun.hosts()));
        }
        if (addresses.first(remote.family() == 6) == null)
        {
            throw new CliException(CliException.USAGE, "to connect to " + remote + " give a --host of its family");
        }
    }

    /** @return whether a signal ended it, and not the peer. */
    private static boolean waitForEnd(final EngineHost host, final PipeHandler pipe, final StopSignal stop)
    {
        while (!pipe.closed().isDone() || !pipe.written().isDone())
        {
            if (stop.await(POLL_NS))
            {
                return true;
            }
            if (!host.isUp())
            {
                return false;
            }
        }
        return false;
    }

    private static int exitStatus(final PipeHandler pipe, final Endpoint remote)
    {
        final IOException writeError = pipe.written().getNow(null);
        if (writeError != null)
        {
            throw new CliException(CliException.FAILURE, "cannot write to standard output: " + writeError.getMessage());
        }
        final CloseReason reason = pipe.closed().getNow(null);
        if (reason == CloseReason.FINISHED)
        {
            return 0;
        }
        throw new CliException(CliException.FAILURE, "connection to " + remote + " ended: " + explain(reason));
    }

    private static String refusal(final Tcp tcp, final long result)
    {
        return switch ((int)result)
        {
            case Tcp.TABLE_FULL -> "the connection table is full";
            case Tcp.TUPLE_IN_USE -> "the 4-tuple is in use";
            case Tcp.NO_PORT_FREE -> tcp.portUse().toString();
            case Tcp.DRAINING -> "the engine is ending";
            case Tcp.UNREACHABLE_ADDRESS -> "it cannot be connected to (multicast, unspecified, or no local address)";
            default -> "result " + result;
        };
    }

    private static String explain(final CloseReason reason)
    {
        return switch (reason)
        {
            case REFUSED -> "refused: nobody listens there";
            case RESET_BY_PEER -> "reset by the peer";
            case UNREACHABLE -> "unreachable: no route, or the network refused";
            case TIMED_OUT -> "timed out: the peer does not answer";
            case FIN_WAIT_2_TIMED_OUT -> "the peer did not close";
            default -> reason.name();
        };
    }
}
