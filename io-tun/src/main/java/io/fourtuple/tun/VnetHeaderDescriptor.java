package io.fourtuple.tun;

/**
 * Layout of the header that stands before each frame of a device with IFF_VNET_HDR: virtio_net_hdr of linux/virtio_net.h, in the
 * machine's byte order.
 * <pre>
 *    0       1          2               4               6               8              10
 *    | flags | gso type | header length | gso size      | csum start    | csum offset   | IP packet
 *
 *    flags       NEEDS_CSUM: the checksum field has the pseudo header only      DATA_VALID: the device has verified it
 *    gso size    bytes of data in each segment that the packet is to be cut into
 * </pre>
 */
final class VnetHeaderDescriptor
{
    static final int LENGTH = 10;
    static final int FLAGS_OFFSET = 0;
    static final int GSO_TYPE_OFFSET = 1;
    static final int HEADER_LENGTH_OFFSET = 2;
    static final int GSO_SIZE_OFFSET = 4;
    static final int CSUM_START_OFFSET = 6;
    static final int CSUM_OFFSET_OFFSET = 8;

    static final int NEEDS_CSUM = 1;
    static final int DATA_VALID = 2;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;

    private VnetHeaderDescriptor()
    {
    }
}
