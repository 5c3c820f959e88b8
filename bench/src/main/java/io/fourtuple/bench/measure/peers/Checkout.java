package io.fourtuple.bench.measure.peers;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.fourtuple.bench.base.process.ChildFailedException;

/**
 * The folders of the checkout that this program was built in: harnesses are built from its sources.
 *
 * @param root its top folder.
 */
record Checkout(Path root)
{
    /** @throws ChildFailedException if this program does not lie in a checkout. */
    static Checkout find()
    {
        try
        {
            // bench/target/fourtuple.jar, or bench/target/classes
            final Path program = Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            final Path root = program.resolve("../../..").normalize();
            if (!Files.isRegularFile(root.resolve("scripts/peers/README.md")))
            {
                throw new ChildFailedException("the harnesses' sources, scripts/peers, are not beside this program: " +
                    "run scripts/fourtuple of a checkout");
            }
            return new Checkout(root);
        }
        catch (final URISyntaxException ex)
        {
            throw new ChildFailedException(ex.getMessage());
        }
    }

    Path launcher()
    {
        return root.resolve("scripts/fourtuple");
    }

    Path buildScript(final TcpStack stack)
    {
        return root.resolve("scripts/peers").resolve(stack.folder()).resolve("build");
    }

    /** Ignored by git, and removed by {@code mvn clean}. */
    Path built(final TcpStack stack)
    {
        return root.resolve("bench/target/peers").resolve(stack.folder());
    }
}
