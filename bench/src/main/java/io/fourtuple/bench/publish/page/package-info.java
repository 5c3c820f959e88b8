/**
 * One page of one or several runs, for a browser without a network, and the same plots for paper.
 * <pre>
 *   run folders, .hlog ──> ReportRun ──> PlotFigure ──> canvas by Chart.js, on the screen        ┐ report.html
 *                                                  └──> SVG by publish.plot, without script and ┘
 *                                                       in print; as files, and by JSVG as PNG
 * </pre>
 * Why these: Chart.js (MIT, 200 KB) draws, fits a telephone and answers the pointer. uPlot and ECharts are no webjars;
 * Highcharts, JFreeChart, JFree's SVG and what XChart needs for SVG have licences that don't go with this project's. So
 * {@code publish.plot} writes SVG, and JSVG (MIT) makes PNG of it: no browser is needed, and no font for SVG. Imports
 * {@code publish.record}, {@code publish.plot}, {@code base}, and of core the names of latencies.
 */
package io.fourtuple.bench.publish.page;
