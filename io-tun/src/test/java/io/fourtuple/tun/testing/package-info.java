/**
 * What tests over the kernel need, here and in {@code bench}: {@link io.fourtuple.tun.testing.NetNs} is a network
 * namespace of the test's own, {@link io.fourtuple.tun.testing.RequiresTun} skips (or fails) tests where there can be
 * none, {@link io.fourtuple.tun.testing.Packets} makes the kernel's packets by hand.
 * <pre>
 *   test ── NetNs ── ip netns exec: Command, BackgroundCommand
 *              └──── setns on a thread of its own: TunDevice, sockets
 * </pre>
 */
package io.fourtuple.tun.testing;
