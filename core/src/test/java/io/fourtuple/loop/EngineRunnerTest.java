package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

import io.fourtuple.app.Tcp;
import io.fourtuple.link.RingLink;

/** A runner tells its error handler of an engine's end; it runs on the test's own thread. */
class EngineRunnerTest
{
    private final List<Throwable> errors = new ArrayList<>();
    private final RingLink link = RingLink.pair(1 << 16, 1_500)[0];
    private final Engine engine = new Engine(new EngineConfig(link).name("ending"));
    private final AgentRunner runner = new AgentRunner(NoOpIdleStrategy.INSTANCE, errors::add, null, engine);

    /** {@code Throwable::printStackTrace} as error handler printed a stack trace of what went well. */
    @Test
    void shouldTellNobodyOfADrainThatWentWell()
    {
        assertTrue(engine.commands().offer(Tcp::drain));
        runner.run();
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTellThatTheLinkIsGone()
    {
        link.close();
        runner.run();
        assertEquals(List.of("link is gone: ending"), errors.stream().map(Throwable::getMessage).toList());
    }
}
