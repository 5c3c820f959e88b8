package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PumpConfigTest
{
    /** Three threads that spin on two CPUs take each other's time. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "64, true"})
    void shouldSpinOnlyWhereEachThreadHasACpu(final int cpus, final boolean spins)
    {
        assertEquals(spins ? BusySpinIdleStrategy.class : BackoffIdleStrategy.class, PumpConfig.usual(cpus).getClass());
        assertEquals(!spins, PumpConfig.lacksCpus(cpus));
        assertEquals(PumpConfig.lacksCpus(Runtime.getRuntime().availableProcessors()), PumpConfig.lacksCpus());
    }
}
