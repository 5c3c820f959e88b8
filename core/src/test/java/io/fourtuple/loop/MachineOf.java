package io.fourtuple.loop;

import io.fourtuple.state.TcpMachine;

/** The door through which tests of other packages reach an engine's machine. */
public final class MachineOf
{
    private MachineOf()
    {
    }

    public static TcpMachine engine(final Engine engine)
    {
        return engine.machine;
    }
}
