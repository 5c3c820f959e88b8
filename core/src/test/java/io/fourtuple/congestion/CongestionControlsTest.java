package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Settings;
import io.fourtuple.congestion.own.ThrowingControl;
import io.fourtuple.testing.StrategyNamesContract;
import io.fourtuple.testing.own.OwnStrategies;

class CongestionControlsTest extends StrategyNamesContract
{
    CongestionControlsTest()
    {
        super(CongestionControl.class, "congestion control", CongestionControls.names(),
            "io.fourtuple.config.Settings or with nothing", "ControlFailingAtOnce");
    }

    @Override
    protected Object make(final String name)
    {
        return CongestionControls.of(name, settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "newreno", "none"})
    void shouldMakeASuppliedOneByNameAndBySetting(final String name)
    {
        assertEquals(name, CongestionControls.of(name, settings).name());
        assertEquals(name, CongestionControls.of(settings.with("tcp_congestion_control=" + name)).name());
    }

    @Test
    void shouldTakeCubicAsLinuxDoes()
    {
        assertEquals("cubic", CongestionControls.of(Settings.defaults()).name());
    }

    @Test
    void shouldCallSuppliedOnesDirectlyAndGuardOthers()
    {
        final List<Throwable> errors = new ArrayList<>();
        final CongestionControl supplied = CongestionControls.of(settings);
        assertSame(supplied, GuardedControl.of(supplied, errors::add));
        final CongestionControl own = new OwnStrategies.WithNothing();
        final CongestionControl guarded = GuardedControl.of(own, errors::add);
        assertNotSame(own, guarded);
        assertEquals("silent", guarded.name());
        assertEquals(List.of(), errors);
    }

    /** Whatever it throws: no growth, half the window at a loss, one segment after a time-out; and each is told of. */
    @Test
    void shouldTakeTheSafeAnswerWhereAnOwnOneThrows()
    {
        final List<Throwable> errors = new ArrayList<>();
        final CongestionControl guarded = GuardedControl.of(new ThrowingControl(), errors::add);
        final FakePath path = new FakePath();
        assertEquals(ThrowingControl.class.getName(), guarded.name());
        guarded.onStart(path);
        guarded.onIdle(path, 1_000);
        guarded.onUndo(path);
        guarded.onAck(path, 1_000);
        assertEquals(10_000, path.cwnd);
        path.inFlight = 10_000;
        guarded.onLoss(path);
        assertEquals(5_000, path.ssthresh);
        path.inFlight = 6_000;
        guarded.onTimeout(path);
        assertEquals(3_000, path.ssthresh);
        assertEquals(1_000, path.cwnd);
        assertEquals(7, errors.size());
    }
}
