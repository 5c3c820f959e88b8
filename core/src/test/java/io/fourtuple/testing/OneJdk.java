package io.fourtuple.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * Tests that repeat many times, over seeds or numbers, what every JDK computes alike: arithmetic and moves that other
 * tests make on the second JDK too. They run on one JDK only. What a JDK can do otherwise is never marked so: loading the
 * class files, Agrona's access to memory, mapped files, threads, what is allocated, and one pass through all states.
 */
@Tag("one-jdk")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OneJdk
{
}
