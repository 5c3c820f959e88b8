package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fourtuple.bench.base.HostInfo;

/**
 * The machine and JVM of a run, as {@code environment.json} has them: CPU, governor, kernel, hypervisor, memory, huge pages,
 * JDK, flags, load before the run, and the sum of the idle jitter. Names no path of the machine.
 */
public final class Environment
{
    /** The file's name in a run's folder. */
    public static final String FILE = "environment.json";

    /** Members that are the same in two runs of one machine. */
    private static final List<String> SAME = List.of("cpu", "cpus", "allowed_cpus", "governor", "memory_bytes",
        "kernel", "hypervisor", "huge_pages", "clock_source", "jdk", "flags");
    private static final String LOAD = "load";
    private static final String JITTER = "jitter";
    private static final String NOT_TOLD = "not told";

    private final Map<String, Object> members;

    private Environment(final Map<String, Object> members)
    {
        this.members = members;
    }

    /**
     * Looks at this machine now; called before a run, for the load's sake.
     *
     * @param allowedCpus how many this process may use.
     */
    public static Environment now(final int allowedCpus)
    {
        final Map<String, Object> members = new LinkedHashMap<>(HostInfo.json().members());
        members.remove(LOAD);
        members.put("allowed_cpus", allowedCpus);
        members.put("governor", first("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        members.put("hypervisor", hypervisor());
        members.put("clock_source", first("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        members.put(LOAD, load(first("/proc/loadavg")));
        return new Environment(members);
    }

    /** The same with the idle jitter. */
    public Environment with(final JitterSummary jitter)
    {
        final Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(JITTER, jitter.toMap());
        return new Environment(more);
    }

    static Environment fromJson(final String where, final Object value)
    {
        final JsonObject json = new JsonObject(where, value);
        JitterSummary.fromJson(json.object(JITTER));
        json.numbers(LOAD);
        return new Environment(json.members());
    }

    /** None, of a run that has no such file. */
    static Environment none()
    {
        return new Environment(Map.of());
    }

    /** In the order of the file. */
    Map<String, Object> members()
    {
        return members;
    }

    /** Everything but the jitter, as text, in the order of the file. */
    public Map<String, String> texts()
    {
        final Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) ->
        {
            if (!JITTER.equals(name))
            {
                texts.put(name, value instanceof List<?> list ?
                    String.join(" ", list.stream().map(String::valueOf).toList()) : String.valueOf(value));
            }
        });
        return texts;
    }

    /** One line: CPU, number of CPUs, JDK; empty if nothing is known. */
    public String machine()
    {
        final Map<String, String> texts = texts();
        return members.isEmpty() ? "" : texts.getOrDefault("cpu", "unknown CPU") + ", " +
            texts.getOrDefault("cpus", "?") + " CPUs, " + texts.getOrDefault("kernel", "unknown kernel");
    }

    /** Averages of 1, 5 and 15 minutes just before the run; empty where not known. */
    public List<Double> load()
    {
        return new JsonObject(FILE, members).numbers(LOAD);
    }

    /** The jitter of the idle machine; null if it was not watched. */
    public JitterSummary jitter()
    {
        return members.containsKey(JITTER) ?
            JitterSummary.fromJson(new JsonObject(FILE, members).object(JITTER)) : null;
    }

    /** Where another machine or JVM differs, a line each. */
    public List<String> differences(final Environment other)
    {
        final List<String> lines = new ArrayList<>();
        final Map<String, String> mine = texts();
        final Map<String, String> others = other.texts();
        for (final String name : SAME)
        {
            if (!Objects.equals(mine.get(name), others.get(name)))
            {
                lines.add(name + ": " + mine.getOrDefault(name, NOT_TOLD) + " / " +
                    others.getOrDefault(name, NOT_TOLD));
            }
        }
        return lines;
    }

    static List<Double> load(final String text)
    {
        final String[] words = text.split(" ");
        final List<Double> load = new ArrayList<>();
        for (int i = 0; i < 3 && words.length >= 3; i++)
        {
            load.add(Double.parseDouble(words[i]));
        }
        return load;
    }

    private static String hypervisor()
    {
        final String cpu = HostInfo.read("/proc/cpuinfo");
        final String vendor = first("/sys/class/dmi/id/sys_vendor");
        final String xen = first("/sys/hypervisor/type");
        return !NOT_TOLD.equals(xen) ? xen : !cpu.contains(" hypervisor") ? "none" :
            NOT_TOLD.equals(vendor) ? "yes, which is not told" : vendor;
    }

    private static String first(final String file)
    {
        final String text = HostInfo.read(file).strip();
        return text.isEmpty() ? NOT_TOLD : text;
    }
}
