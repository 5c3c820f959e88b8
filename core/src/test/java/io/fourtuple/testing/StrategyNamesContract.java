package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Settings;
import io.fourtuple.testing.own.OwnStrategies;

/** Names of supplied strategies and of classes on the class path, and the message for each name that is neither. */
public abstract class StrategyNamesContract
{
    protected static final String OWN = OwnStrategies.class.getName() + "$";

    protected final Settings settings = Settings.defaults();
    private final Class<?> type;
    /** As in "no such SYN defence". */
    private final String kind;
    private final List<String> supplied;
    private final String constructors;
    private final String failingAtOnce;

    protected StrategyNamesContract(
        final Class<?> type,
        final String kind,
        final List<String> supplied,
        final String constructors,
        final String failingAtOnce)
    {
        this.type = type;
        this.kind = kind;
        this.supplied = supplied;
        this.constructors = constructors;
        this.failingAtOnce = failingAtOnce;
    }

    protected abstract Object make(String name);

    /** An engine needs a strategy of its own: a strategy may remember. */
    @Test
    void shouldMakeANewOneEachTime()
    {
        for (final String name : supplied)
        {
            assertNotSame(make(name), make(name), name);
        }
    }

    @Test
    void shouldPreferTheConstructorThatTakesMost()
    {
        assertSame(settings, ((OwnStrategies.WithAll)make(OWN + "WithAll")).settings());
        assertSame(settings, ((OwnStrategies.WithSettings)make(OWN + "WithSettings")).settings());
        assertInstanceOf(OwnStrategies.WithNothing.class, make(OWN + "WithNothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "cookie", "Hybrid", "lunix", "Linux", "", " linux", " hybrid", "io.fourtuple.flood.Hybrid",
        "io.fourtuple.timewait.LunixPolicy", "io/fourtuple/flood/HybridDefence", "io/fourtuple/timewait/LinuxPolicy"})
    void shouldSayWhichThereAreWhenThereIsNoSuch(final String name)
    {
        assertMessage(name, "no such " + kind + ": " + name + "; there are " + String.join(", ", supplied) +
            ", or the full name of a class on the class path");
    }

    @Test
    void shouldSayThatAClassIsOfAnotherType()
    {
        assertMessage("java.lang.String", "java.lang.String does not implement " + type.getName());
    }

    /** A constructor that takes something else, or is not public, or a class that is not, or is abstract. */
    @ParameterizedTest
    @ValueSource(strings = {"WithAName", "WithTooMuch", "NotForOthers", "NotPublic", "Silent"})
    void shouldSayWhichConstructorsAreTaken(final String name)
    {
        assertMessage(OWN + name, OWN + name + " needs to be public and have a public constructor with " + constructors);
    }

    @Test
    void shouldSayWhyAConstructorFailed()
    {
        final var ex = assertMessage(OWN + "Failing",
            OWN + "Failing cannot be made: java.lang.IllegalStateException: no room for Settings");
        assertEquals(IllegalStateException.class, ex.getCause().getClass());
    }

    /** The class is there, so that "no such" would send the reader looking in the wrong place. */
    @Test
    void shouldSayWhyAClassCannotBeLoaded()
    {
        assertMessage(OWN + failingAtOnce, OWN + failingAtOnce + " cannot be loaded: " +
            "java.lang.NumberFormatException: For input string: \"none\"");
    }

    private IllegalArgumentException assertMessage(final String name, final String message)
    {
        final var ex = assertThrows(IllegalArgumentException.class, () -> make(name));
        assertEquals(message, ex.getMessage());
        return ex;
    }
}
