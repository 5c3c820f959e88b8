package io.fourtuple.telemetry;

/**
 * Layout of a telemetry file, in the byte order of the machine that wrote it.
 * <pre>
 *      0               8       12      16              24              32              40      44     48              64
 *      |     magic     |version|length |      pid      |   start, ms   |   start, ns   |status |      |  closed, ms   |
 *     64                                               128
 *      |  heartbeat, ns                                 |      a cache line of its own: written by the loop each cycle
 *    128               132                             192
 *      |  sections     |                                |
 *    192       196     200             208             216             224             232                            256
 *      |section|shift  |    offset     |  length       |   entries     |   touched     |                                |
 *    256  the next section, and so on to 4096
 *   4096  the first section's bytes; each begins at a multiple of 4096
 *
 *   version     major in the upper 16 bits: a reader of another major stops here. Written last: 0 while the file is made
 *   length      of this header
 *   start       of the engine: milliseconds since 1970, and at the same moment nanoseconds of System.nanoTime()
 *   status      1 running, 2 closed
 *   heartbeat   System.nanoTime() at the beginning of the loop's latest cycle
 *   section     id of a Section          shift     log2 of an entry's bytes; 0 for bytes
 *   touched     entries from 0 that were ever in use; written by the loop
 * </pre>
 * A section's place never changes, and the file never shrinks while its engine lives.
 */
final class TelemetryDescriptor
{
    /** "4tuple" and two bytes that a text file does not have. */
    static final long MAGIC = 0x0146_34_74_75_70_6C_65L;
    static final int MAJOR = 1;
    static final int MINOR = 0;
    static final int VERSION = MAJOR << 16 | MINOR;

    static final int HEADER_LENGTH = 4_096;
    static final int ALIGNMENT = 4_096;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int HEADER_LENGTH_OFFSET = 12;
    static final int PID_OFFSET = 16;
    static final int START_MS_OFFSET = 24;
    static final int START_NS_OFFSET = 32;
    static final int STATUS_OFFSET = 40;
    static final int CLOSED_MS_OFFSET = 48;
    static final int HEARTBEAT_OFFSET = 64;
    static final int SECTIONS_OFFSET = 128;
    static final int DIRECTORY_OFFSET = 192;

    static final int SECTION_LENGTH = 64;
    static final int MAX_SECTIONS = (HEADER_LENGTH - DIRECTORY_OFFSET) / SECTION_LENGTH;
    static final int SECTION_ID_OFFSET = 0;
    static final int SECTION_SHIFT_OFFSET = 4;
    static final int SECTION_OFFSET_OFFSET = 8;
    static final int SECTION_LENGTH_OFFSET = 16;
    static final int SECTION_ENTRIES_OFFSET = 24;
    static final int SECTION_TOUCHED_OFFSET = 32;

    static final int RUNNING = 1;
    static final int CLOSED = 2;

    private TelemetryDescriptor()
    {
    }
}
