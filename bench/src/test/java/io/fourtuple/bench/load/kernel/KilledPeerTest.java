package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.Command;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/** kill -9 of one side, and what becomes of the other (RFC 9293 3.5.1: a half-open connection is found by a RST). */
@RequiresTun
class KilledPeerTest
{
    @InNamespace
    private NetNs netNs;

    @Test
    void shouldEndTheConnectionOfAClientThatIsKilled() throws Exception
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--stats");
            BackgroundCommand client = netNs.start("nc", "198.18.0.2", "7"))
        {
            client.process().getOutputStream().write("hello\n".getBytes());
            client.process().getOutputStream().flush();
            client.awaitLine("hello", CommandLineInNs.PATIENCE_S);
            serve.awaitLine(" open 1 ", CommandLineInNs.PATIENCE_S);
            kill(client);
            serve.awaitLine(" open 0 ", CommandLineInNs.PATIENCE_S);
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpCurrOpen"), summary);
        }
    }

    @Test
    void shouldResetAConnectionOfAnEngineThatWasKilledAndCameBack() throws Exception
    {
        try (BackgroundCommand client = startClientOfAnEngineThatIsKilled();
            BackgroundCommand serve = CommandLineInNs.serve(netNs))
        {
            // Data for a connection that the new engine knows nothing of: RST, and the client ends.
            client.process().getOutputStream().write("anybody there?\n".getBytes());
            client.process().getOutputStream().flush();
            client.awaitEnd(CommandLineInNs.PATIENCE_S);
            final String summary = CommandLineInNs.interrupt(serve);
            assertTrue(CommandLineInNs.counter(summary, "TcpOutRsts") >= 1, summary);
            assertTrue(CommandLineInNs.counter(summary, "TcpNoConnection") +
                CommandLineInNs.counter(summary, "TcpListenAck") >= 1, summary);
        }
    }

    private BackgroundCommand startClientOfAnEngineThatIsKilled() throws Exception
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs))
        {
            final BackgroundCommand client = netNs.start("nc", "198.18.0.2", "7");
            client.process().getOutputStream().write("hello\n".getBytes());
            client.process().getOutputStream().flush();
            client.awaitLine("hello", CommandLineInNs.PATIENCE_S);
            kill(serve);
            return client;
        }
    }

    @Test
    void shouldEndWhenTheServerInTheKernelIsKilled()
    {
        try (BackgroundCommand server = netNs.start("nc", "-n", "-v", "-l", "9000"))
        {
            server.awaitLine("Listening", CommandLineInNs.PATIENCE_S);
            try (BackgroundCommand connect = CommandLineInNs.start(netNs, "connect", "198.18.0.1", "9000"))
            {
                server.awaitLine("Connection received", CommandLineInNs.PATIENCE_S);
                kill(server);
                final Command ended = connect.awaitEnd(CommandLineInNs.PATIENCE_S);
                // With nothing unread the kernel closes for the dead process: FIN, and an orderly end.
                assertEquals(0, ended.exitCode(), ended.output());
            }
        }
    }

    private static void kill(final BackgroundCommand command)
    {
        Command.run(java.util.List.of("kill", "-9", String.valueOf(command.process().pid()))).orFail();
        command.awaitEnd(CommandLineInNs.PATIENCE_S);
    }
}
