package io.fourtuple.bench.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest
{
    @TempDir
    Path folder;

    private static Json sample()
    {
        return new Json().put("text", "µ").put("count", 12_000_000_000L).put("is", true).put("rate", 1e7)
            .put("share", 1 / 3.0).put("none", Double.NaN).put("nobody", (String)null)
            .put("inner", new Json().put("a", 1).put("empty", new Json()))
            .put("list", List.of(1, "b", 0.123456, List.of(2, 3), new Json().put("c", -0.5)))
            .put("nothing", List.of()).put("map", Map.of("k", "v"));
    }

    @Test
    void shouldQuoteText()
    {
        assertEquals("{\"a\\\"\\\\\": \"x\\ny\\u0001\", \"n\": 1.5, \"l\": [1, \"b\"]}", new Json()
            .put("a\"\\", "x\ny\u0001").put("n", 1.5).put("l", List.of(1, "b")).toString());
    }

    @Test
    void shouldWriteOneLineWithMembersInTheOrderTheyWerePut()
    {
        assertEquals("{\"text\": \"µ\", \"count\": 12000000000, \"is\": true, \"rate\": 1.0E7, \"share\": 0.3333, " +
            "\"none\": null, \"nobody\": null, \"inner\": {\"a\": 1, \"empty\": {}}, " +
            "\"list\": [1, \"b\", 0.123456, [2, 3], {\"c\": -0.5}], \"nothing\": [], \"map\": {\"k\": \"v\"}}",
            sample().toString());
    }

    @Test
    void shouldWriteAFileWithALineForEachMember() throws IOException
    {
        final Path file = folder.resolve("x.json");
        sample().write(file);
        final String oneLine = sample().toString();
        final String text = Files.readString(file);
        assertEquals(List.of("{", "  \"text\": \"µ\",", "  \"count\": 12000000000,"),
            text.lines().limit(3).toList());
        assertEquals(13, text.lines().count());
        assertEquals(oneLine, text.replace("\n}\n", "}").replace("{\n  ", "{").replace("\n  ", " "));
    }

    @Test
    void shouldWriteObjectsIndentedAndNumbersWithoutExponent()
    {
        assertEquals("{\n  \"n\" : 123456789000,\n  \"o\" : {\n    \"small\" : 0.00001234567891,\n    \"no\" : null\n  }," +
            "\n  \"l\" : [ 1, 2 ]\n}\n", Json.indented(new Json().putDigits("n", 1.23456789e11)
            .put("o", new Json().putDigits("small", 1.23456789123e-5).putDigits("no", Double.POSITIVE_INFINITY))
            .put("l", List.of(1, 2)).members()));
        assertNull(Json.number(Double.NaN));
    }
}
