/**
 * Scenarios that a person can watch: real engines in virtual time, joined by a network that delays, loses and doubles
 * chosen segments. A scenario is the script; the engines decide the outcome.
 * <pre>
 *   Scenario ──> Simulation ── time ──> ScenarioHost (engine) <── WireLink ──> Network ── Disturbance
 *                  │                        └──> StateObserver
 *                  └──> Trace, ScenarioConnection ──> ScenarioRun ──> LadderText, LadderSvg, PolicyTable
 * </pre>
 * Imports {@code core}. One thread; the same seed gives the same text.
 */
package io.fourtuple.bench.tool.scenario;
