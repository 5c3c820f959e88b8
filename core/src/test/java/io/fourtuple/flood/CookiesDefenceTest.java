package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;

import org.junit.jupiter.api.Test;

class CookiesDefenceTest extends SynDefenceContract
{
    @Override
    String name()
    {
        return "cookies-always";
    }

    @Test
    void shouldSendCookiesAlwaysUnlessItCouldNotBeAccepted()
    {
        expect(COOKIE, DROP_ACCEPT_QUEUE_FULL, DROP_ACCEPT_QUEUE_FULL, COOKIE);
    }
}
