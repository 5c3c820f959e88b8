package io.fourtuple.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The rooms of package {@code state}, as its package-info draws them: a class uses no class of a room above its own. */
class StateRoomsTest
{
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "fourtuple", "state");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern NO_CODE = Pattern.compile("/\\*(?s:.*?)\\*/|(?m)//.*$|\"[^\"\n]*\"|^import .*$");

    /** By class: the room, counted from the top. */
    private final Map<String, Integer> rooms = new LinkedHashMap<>();

    StateRoomsTest() throws IOException
    {
        final String info = Files.readString(SOURCES.resolve("package-info.java"));
        int room = -1;
        for (final String line : info.substring(info.indexOf("<pre>") + 5, info.indexOf("</pre>")).split("\n"))
        {
            final String drawn = line.replaceFirst("^ \\* {0,3}", "");
            room += drawn.matches("[a-z]+ .*") ? 1 : 0;
            for (final String name : NAME.matcher(drawn).results().map(found -> found.group()).toList())
            {
                assertEquals(null, rooms.put(name, room), name + " stands in two rooms");
            }
        }
        assertEquals(6, room);
    }

    @Test
    void shouldDrawEachClassInOneRoom() throws IOException
    {
        try (Stream<Path> sources = Files.list(SOURCES))
        {
            assertEquals(sources.map(StateRoomsTest::name).filter(name -> !name.equals("package-info")).sorted().toList(),
                rooms.keySet().stream().sorted().toList());
        }
    }

    @Test
    void shouldUseNoRoomAbove() throws IOException
    {
        final List<String> up = new ArrayList<>();
        int uses = 0;
        for (final String user : rooms.keySet())
        {
            final String code = NO_CODE.matcher(Files.readString(SOURCES.resolve(user + ".java"))).replaceAll("");
            for (final String used : NAME.matcher(code).results().map(found -> found.group()).distinct().toList())
            {
                final int room = rooms.getOrDefault(used, Integer.MAX_VALUE);
                uses += room == Integer.MAX_VALUE ? 0 : 1;
                if (room < rooms.get(user))
                {
                    up.add(user + " uses " + used);
                }
            }
        }
        assertTrue(uses > 150, "uses: " + uses);
        assertEquals(List.of(), up);
    }

    private static String name(final Path source)
    {
        return source.getFileName().toString().replace(".java", "");
    }
}
