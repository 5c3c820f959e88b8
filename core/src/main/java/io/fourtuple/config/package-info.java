/**
 * The configuration that an engine starts with: {@link io.fourtuple.config.Setting} is the one place for every limit and
 * tunable, {@link io.fourtuple.config.LocalAddresses} says which addresses are the engine's own, and
 * {@link io.fourtuple.config.Prefix} is the one parser of {@code address/length}. May import {@code app}.
 */
package io.fourtuple.config;
