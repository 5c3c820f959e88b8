package io.fourtuple.tun.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

@RequiresTun
class NetNsTest
{
    @Test
    void shouldLeaveANamespaceAloneThatAnotherProcessHasLeftBehind()
    {
        final NetNs before = NetNs.create();
        before.close();
        final int number = before.name().lastIndexOf('-') + 1;
        final String left =
            before.name().substring(0, number) + (Integer.parseInt(before.name().substring(number)) + 1);
        Command.run(List.of("ip", "netns", "add", left)).orFail();
        try (NetNs next = NetNs.create())
        {
            assertNotEquals(left, next.name());
            assertEquals(next.name(), next.run("ip", "netns", "identify").strip());
        }
        finally
        {
            Command.run(List.of("ip", "netns", "del", left)).orFail();
        }
    }
}
