package io.fourtuple.bench.measure.observer;

import java.util.List;

import io.fourtuple.tun.CpuPinning;

/**
 * CPUs of the processes: readers run on the last CPU that this process may use, the engine on the others; on a machine of one
 * CPU, both on it.
 *
 * @param engine  CPUs as taskset has them; empty for all.
 * @param readers CPUs as taskset has them; empty for all.
 */
record CpuParts(String engine, String readers)
{
    static CpuParts ofThisProcess()
    {
        return of(CpuPinning.allowedCpus());
    }

    static CpuParts of(final List<Integer> allowed)
    {
        final List<String> cpus = allowed.stream().map(String::valueOf).toList();
        return cpus.size() < 2 ? new CpuParts("", "") :
            new CpuParts(String.join(",", cpus.subList(0, cpus.size() - 1)), cpus.getLast());
    }

    @Override
    public String toString()
    {
        return engine.isEmpty() ? "Engine and readers share all CPUs: what readers take, the engine has not." :
            "The engine runs on CPU " + engine + ", the readers on CPU " + readers + ".";
    }
}
