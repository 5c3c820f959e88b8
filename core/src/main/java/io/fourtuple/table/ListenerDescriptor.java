package io.fourtuple.table;

/**
 * Layout of a listener's record for other processes: a cache line each.
 * <pre>
 *    0       1        2       4               8               12              16
 *    | used  | family |  port |    backlog    |    waiting    |               |
 *   16                              24                              32        64
 *    |       local address          |                               |         |
 *
 *   used      0: no listener; written last
 *   family    4, 6, or 0 for both: the address is then 0
 *   waiting   established connections that the application has not accepted yet
 *   address   IPv4 in the lower half of its second word
 * </pre>
 */
final class ListenerDescriptor
{
    static final int SHIFT = 6;

    static final int USED_OFFSET = 0;
    static final int FAMILY_OFFSET = 1;
    static final int PORT_OFFSET = 2;
    static final int BACKLOG_OFFSET = 4;
    static final int WAITING_OFFSET = 8;
    static final int ADDRESS_OFFSET = 16;

    private ListenerDescriptor()
    {
    }
}
