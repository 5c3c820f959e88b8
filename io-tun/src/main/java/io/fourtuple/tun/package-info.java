/**
 * TUN devices for the engine, by the Foreign Function and Memory API of JDK 25: no JNI, no native library, no command.
 * <pre>
 *   kernel ── tun fd ── TunDevice ──┬── TunLink: the loop itself reads and writes the device
 *                                   ├── OffloadTunLink: so too, in frames of up to 64 KB that nobody sums up
 *                                   └── TunPump: two agents between the device and the rings of a RingLink
 *                           └── one TunLink for each queue, if it has several
 *   PacketSocket puts frames into a device from the kernel's side; NetworkNamespace is a namespace to do so in
 *   TunLinks makes either link;  Netlink gives the device its MTU and addresses;  Libc makes the system calls
 * </pre>
 * A call of {@link io.fourtuple.tun.Libc} returns the kernel's result: a value of 0 or more, or the negated errno.
 * May import {@code link}, {@code telemetry}, {@code config} and {@code app} of core.
 */
package io.fourtuple.tun;
