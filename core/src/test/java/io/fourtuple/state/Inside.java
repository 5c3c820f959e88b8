package io.fourtuple.state;

import io.fourtuple.loop.Engine;
import io.fourtuple.loop.MachineOf;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.ReceiveMemory;

/** The one door through which tests look into an engine's machine: the compiler checks it, as it does not reflection. */
public final class Inside
{
    private Inside()
    {
    }

    public static ConnectionTable table(final Engine engine)
    {
        return MachineOf.engine(engine).context.tables.table;
    }

    static ReceiveMemory receiveMemory(final Engine engine)
    {
        return MachineOf.engine(engine).context.tables.receiveMemory;
    }

    static HalfOpenConnections halfOpens(final Engine engine)
    {
        return MachineOf.engine(engine).halfOpens;
    }
}
