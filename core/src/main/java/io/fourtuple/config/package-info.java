/**
 * What an engine is told at start: {@link io.fourtuple.config.Setting} is the one place for every limit and tunable, and
 * {@link io.fourtuple.config.LocalAddresses} says which addresses are its own. May import {@code app}.
 */
package io.fourtuple.config;
