package io.fourtuple.bench.base;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The machine and the JVM of a measurement, as Linux and the JVM report them, without any path of the machine. */
public final class HostInfo
{
    private static final String UNKNOWN = "unknown";

    private HostInfo()
    {
    }

    /** @return two lines for a person to read. */
    public static String describe()
    {
        return String.format(Locale.ROOT, "machine: %s, %d CPUs, %d MiB, kernel %s, huge pages %s, load %s%n" +
            "JVM: %s; %s", cpu(), cpus(), memoryBytes() >> 20,
            System.getProperty("os.version"), hugePages(), load(), jdk(), String.join(" ", flags()));
    }

    /** @return the same for a result file. */
    public static Json json()
    {
        return new Json()
            .put("cpu", cpu())
            .put("cpus", cpus())
            .put("memory_bytes", memoryBytes())
            .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
            .put("huge_pages", hugePages())
            .put("load", load())
            .put("jdk", jdk())
            .put("flags", flags());
    }

    /** @return memory of this process that lies in RAM, in bytes; 0 where that cannot be read. */
    public static long residentBytes()
    {
        return kibibytes(field("/proc/self/status", "VmRSS"));
    }

    private static long memoryBytes()
    {
        return kibibytes(field("/proc/meminfo", "MemTotal"));
    }

    private static long kibibytes(final String value)
    {
        final String digits = value.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) << 10;
    }

    private static String cpu()
    {
        return field("/proc/cpuinfo", "model name");
    }

    /** All of the machine's, also when this thread may use one only. */
    private static long cpus()
    {
        return read("/proc/cpuinfo").lines().filter(line -> line.startsWith("processor")).count();
    }

    private static String jdk()
    {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    private static String hugePages()
    {
        final String text = read("/sys/kernel/mm/transparent_hugepage/enabled");
        return text.contains("[") ? text.substring(text.indexOf('[') + 1, text.indexOf(']')) : UNKNOWN;
    }

    private static String load()
    {
        final String text = read("/proc/loadavg");
        return text.contains(" ") ? text.substring(0, text.indexOf(' ')) : UNKNOWN;
    }

    private static List<String> flags()
    {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .map(flag -> flag.matches("[^=]*=.*/.*") && !flag.contains("java.base/") ?
                flag.substring(0, flag.indexOf('=')) + "=..." : flag)
            .collect(Collectors.toList());
    }

    private static String field(final String file, final String name)
    {
        return read(file).lines()
            .filter(line -> line.startsWith(name))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(UNKNOWN);
    }

    /** The text of a file of {@code /proc} or {@code /sys}; empty if it cannot be read. */
    public static String read(final String file)
    {
        try
        {
            return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            return "";
        }
    }
}
