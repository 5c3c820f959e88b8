package io.fourtuple.tun.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * These tests need root and /dev/net/tun. Elsewhere they are skipped, and one line on stdout says so; with the
 * environment variable {@code FOURTUPLE_REQUIRE_TUN=1} they fail instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(TunCondition.class)
public @interface RequiresTun
{
}
