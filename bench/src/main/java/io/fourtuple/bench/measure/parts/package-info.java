/**
 * The parts of the engine, each alone, by JMH. A benchmark has a {@code floor}: what its own loop costs, to be taken off.
 * Each checks its answers when an iteration ends.
 * <pre>
 *   java -cp bench/target/fourtuple.jar org.openjdk.jmh.Main 'parts.*' -prof gc        one alone: 'parts.HalfOpen'
 *   GLIBC_TUNABLES=glibc.malloc.hugetlb=1 java ...        tables on large pages, as scripts/fourtuple has them
 * </pre>
 * SYN floods: {@code SynDefence} for SYNs, {@code HalfOpen} for what they leave, {@code CookieAck} for handshakes,
 * {@code AckFlood} for guesses, {@code SynCookies} for the cookies alone; what they take of memory says
 * {@code bench stalls --only half-open,half-open-ipv6,cookies}.
 * <p>
 * {@code TableBaselineBenchmark} keeps what lost measurable.
 */
package io.fourtuple.bench.measure.parts;
