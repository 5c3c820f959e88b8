/** The options that commands have in common, each group once, with what it refuses and why. May import all wings. */
package io.fourtuple.bench.tool.option;
