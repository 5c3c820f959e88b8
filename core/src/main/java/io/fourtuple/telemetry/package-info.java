/**
 * What the loop counts: one enum says every counter's name and meaning, one buffer holds the values. Written by the
 * loop's thread, read by any. Imports nothing of the engine.
 */
package io.fourtuple.telemetry;
