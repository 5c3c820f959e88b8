/**
 * The loop: one Agrona agent that takes frames from a link, runs commands of other threads, lets time pass, and sends.
 * <pre>
 *   Engine.doWork = commands + frames (check, SEGMENT ARRIVES) + time-outs + output
 * </pre>
 * May import everything.
 */
package io.fourtuple.loop;
