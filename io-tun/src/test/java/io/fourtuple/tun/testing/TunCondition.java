package io.fourtuple.tun.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RequiresTun}. */
public final class TunCondition implements ExecutionCondition
{
    // CAP_NET_ADMIN makes devices, CAP_SYS_ADMIN makes and enters namespaces (linux/capability.h).
    private static final long CAPABILITIES = 1L << 12 | 1L << 21;
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(final ExtensionContext context)
    {
        final Optional<String> obstacle = obstacle(
            hasCapabilities(), Files.exists(Path.of("/dev/net/tun")), hasIpCommand());
        return decide(obstacle, "1".equals(System.getenv("FOURTUPLE_REQUIRE_TUN")));
    }

    static Optional<String> obstacle(final boolean root, final boolean driver, final boolean ipCommand)
    {
        if (!root)
        {
            return Optional.of("not root");
        }
        if (!driver)
        {
            return Optional.of("no /dev/net/tun");
        }
        return ipCommand ? Optional.empty() : Optional.of("no ip command");
    }

    static ConditionEvaluationResult decide(final Optional<String> obstacle, final boolean required)
    {
        if (obstacle.isEmpty())
        {
            return ConditionEvaluationResult.enabled("root, with /dev/net/tun");
        }
        if (required)
        {
            throw new IllegalStateException("FOURTUPLE_REQUIRE_TUN=1, but TUN tests cannot run: " + obstacle.get());
        }
        if (TOLD.compareAndSet(false, true))
        {
            System.out.println("TUN tests skipped: " + obstacle.get());
        }
        return ConditionEvaluationResult.disabled(obstacle.get());
    }

    /** Root in a container may lack what root elsewhere has, so the process's capabilities decide, not its user. */
    private static boolean hasCapabilities()
    {
        try
        {
            return hasCapabilities(Files.readString(Path.of("/proc/self/status")));
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    static boolean hasCapabilities(final String status)
    {
        final Matcher matcher = Pattern.compile("CapEff:\\s+(\\p{XDigit}+)").matcher(status);
        return matcher.find() && (Long.parseUnsignedLong(matcher.group(1), 16) & CAPABILITIES) == CAPABILITIES;
    }

    private static boolean hasIpCommand()
    {
        for (final String folder : new String[]{"/usr/sbin", "/sbin", "/usr/bin", "/bin"})
        {
            if (Files.isExecutable(Path.of(folder, "ip")))
            {
                return true;
            }
        }
        return false;
    }
}
