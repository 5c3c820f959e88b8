/**
 * Plots lines over two axes, as SVG for a page and as text for a terminal.
 * <pre>
 *   Axis (log, log with a place for 0, linear) ──> LinePlot ──> SvgCanvas: SVG, also of drawings that are no plots
 *                                              ──> TextPlot: a letter for each line
 * </pre>
 * Imports nothing of this project.
 */
package io.fourtuple.bench.publish.plot;
