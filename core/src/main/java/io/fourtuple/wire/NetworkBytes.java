package io.fourtuple.wire;

import java.nio.ByteOrder;

import org.agrona.UnsafeApi;

/**
 * Numbers in network byte order at an address off the heap. Nothing is checked here: {@link IpCheck} and {@link TcpCheck} have
 * checked for readers that the bytes lie in the frame, and writers have claimed the room.
 */
public final class NetworkBytes
{
    static final boolean IS_LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private NetworkBytes()
    {
    }

    public static int getByte(final long address)
    {
        return UnsafeApi.getByte(address) & 0xFF;
    }

    public static int getShort(final long address)
    {
        final short value = UnsafeApi.getShort(address);
        return (IS_LITTLE_ENDIAN ? Short.reverseBytes(value) : value) & 0xFFFF;
    }

    public static int getInt(final long address)
    {
        return order(UnsafeApi.getInt(address));
    }

    public static long getLong(final long address)
    {
        return order(UnsafeApi.getLong(address));
    }

    /** Converts between the machine's byte order and the network's. */
    static long order(final long value)
    {
        return IS_LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
    }

    static int order(final int value)
    {
        return IS_LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    public static void putShort(final long address, final int value)
    {
        UnsafeApi.putShort(address, IS_LITTLE_ENDIAN ? Short.reverseBytes((short)value) : (short)value);
    }

    public static void putInt(final long address, final int value)
    {
        UnsafeApi.putInt(address, order(value));
    }

    public static void putLong(final long address, final long value)
    {
        UnsafeApi.putLong(address, order(value));
    }
}
