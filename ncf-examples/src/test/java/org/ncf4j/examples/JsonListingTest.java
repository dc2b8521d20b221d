package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonListingTest {
    @Test
    void laysOutObjectsAndKeepsTheRest() {
        assertEquals(
                "{\n  \"model\": {\n    \"type\": \"mlp\",\n    \"layers\": [16,8]\n  },\n  \"seed\": 1,\n  \"none\": {}\n}",
                JsonListing.of("{\"model\":{\"type\":\"mlp\",\"layers\":[16,8]},\"seed\":1,\"none\":{}}"));
        assertEquals("{}", JsonListing.of("{}"));
    }
}
