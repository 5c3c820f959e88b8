package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;

class SecretsTest
{
    private final Secrets secrets = new Secrets(new SplittableRandom(1)::nextLong);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheIsnOfOneTupleRiseByOneEachFourMicroseconds(final boolean ipv6)
    {
        final int isn = secrets.isn(tuple(ipv6, 1), 8_000);
        assertEquals(isn + 1, secrets.isn(tuple(ipv6, 1), 12_000));
        assertEquals(isn + 250_000, secrets.isn(tuple(ipv6, 1), 1_000_008_000L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveEachTupleAndEachSecretAnotherIsn(final boolean ipv6)
    {
        final Set<Integer> isns = new HashSet<>();
        for (int port = 0; port < 1_000; port++)
        {
            isns.add(secrets.isn(tuple(ipv6, port), 0));
        }
        assertTrue(isns.size() >= 999, "different: " + isns.size());
        assertNotEquals(secrets.isn(tuple(ipv6, 1), 0),
            new Secrets(new SplittableRandom(2)::nextLong).isn(tuple(ipv6, 1), 0));
    }

    private static FourTuple tuple(final boolean ipv6, final int port)
    {
        return new FourTuple().family(ipv6).local(ipv6 ? 5 : 0, 6, 80).remote(ipv6 ? 7 : 0, 8, port);
    }
}
