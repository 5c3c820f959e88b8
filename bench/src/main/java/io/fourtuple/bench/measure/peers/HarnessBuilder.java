package io.fourtuple.bench.measure.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.ProcessRunner;

/** Gets a stack ready to run: installs the Debian packages that are missing, if it may, and builds its harness. */
final class HarnessBuilder
{
    private static final int INSTALL_LIMIT_SECONDS = 600;
    private static final int BUILD_LIMIT_SECONDS = 600;
    private static final Map<String, String> QUIET_APT = Map.of("DEBIAN_FRONTEND", "noninteractive");

    private final Checkout checkout;
    private final ProcessRunner children;
    private final boolean install;
    private final Consumer<String> progress;
    private boolean hasIndex;

    HarnessBuilder(final Checkout checkout, final ProcessRunner children, final boolean install, final Consumer<String> progress)
    {
        this.checkout = checkout;
        this.children = children;
        this.install = install;
        this.progress = progress;
    }

    /**
     * @return the stack's version, empty if it has none.
     * @throws ChildFailedException if the stack cannot run here.
     */
    String prepare(final TcpStack stack)
    {
        if (stack == TcpStack.FOURTUPLE)
        {
            return "";
        }
        if (!"amd64".equals(System.getProperty("os.arch")))
        {
            throw new ChildFailedException("the harnesses are for x86-64: " + System.getProperty("os.arch"));
        }
        if (stack.needsRoot() && !isRoot())
        {
            throw new ChildFailedException("needs root, for a network namespace and a TUN device");
        }
        if (stack.needsRoot() && !Files.exists(Path.of("/dev/net/tun")))
        {
            throw new ChildFailedException("needs /dev/net/tun, which is not there");
        }
        stack.needs().forEach(this::require);
        return build(stack);
    }

    static boolean isRoot()
    {
        try
        {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return false;
        }
    }

    /** @throws ChildFailedException if it is missing and cannot or must not be installed. */
    void require(final Prerequisite need)
    {
        if (need.isThere())
        {
            return;
        }
        final String missing = need.what() + " is missing, of the Debian package " + need.debianPackage();
        if (!install)
        {
            throw new ChildFailedException(missing + "; left out by --no-install");
        }
        if (!isRoot())
        {
            throw new ChildFailedException(missing + "; root may install it");
        }
        if (!new Prerequisite("apt-get", "apt").isThere())
        {
            throw new ChildFailedException(missing + "; no apt-get here to install it");
        }
        progress.accept("installing " + need.debianPackage() + " (" + need.what() + " is missing)");
        if (!hasIndex)
        {
            children.run(List.of("apt-get", "update", "-qq"), QUIET_APT, INSTALL_LIMIT_SECONDS, line -> { });
            hasIndex = true;
        }
        children.run(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends", need.debianPackage()),
            QUIET_APT, INSTALL_LIMIT_SECONDS, line -> { });
        if (!need.isThere())
        {
            throw new ChildFailedException(missing + ", which was installed and has not brought it");
        }
    }

    /** Memory that can be had without swapping; nearly endless where that cannot be read. */
    static long availableBytes()
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo")))
        {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElse(Long.MAX_VALUE);
        }
        catch (final IOException ex)
        {
            return Long.MAX_VALUE;
        }
    }

    private String build(final TcpStack stack)
    {
        progress.accept("building " + stack.label() + (Files.exists(checkout.built(stack)) ? "" :
            " (the first time takes up to a minute)"));
        final String[] version = {""};
        children.run(List.of(checkout.buildScript(stack).toString(), checkout.built(stack).toString()),
            Map.of("FETCH", install ? "yes" : "no"), BUILD_LIMIT_SECONDS, line ->
            {
                if (line.startsWith("version "))
                {
                    version[0] = line.substring("version ".length()).strip();
                }
            });
        return version[0];
    }
}
