package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.examples.Printed.printed;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.model.NcfModel;

/** The small mains. */
class ExamplesTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "ncf4j", "examples");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TrainOnSimulatedShop", "TrainOnCsv", "LoadAndServe"})
    void areShortEnoughToPaste(String name) throws IOException {
        assertTrue(Files.readAllLines(SOURCES.resolve(name + ".java")).size() < 100);
    }

    @Test
    void trainsOnTheSimulatedShop() throws IOException {
        String out = printed(() -> TrainOnSimulatedShop.main(new String[0]));
        assertTrue(out.contains("ndcg@10"), out);
        assertTrue(out.contains("For user 0:"), out);
    }

    @Test
    void trainsOnACsv() throws IOException {
        Path csv = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Path model = folder.resolve("model.safetensors");
        String out = printed(() -> TrainOnCsv.main(new String[] {csv.toString(), model.toString()}));
        assertTrue(out.startsWith("20 users, 12 items, 120 positives"), out);
        assertTrue(out.contains("wrote " + model), out);
        assertEquals(TinyShop.USERS, NcfModel.load(model).users().size());
    }

    @Test
    void loadsAndServes() throws IOException, InterruptedException {
        NcfModel model = NcfModel.load(TinyShop.model(folder.resolve("model.safetensors")));
        HttpServer server = LoadAndServe.start(model, 0);
        try {
            HttpResponse<String> known = get(server, "u0");
            assertEquals(200, known.statusCode());
            assertEquals(TinyShop.ITEMS - 6, known.body().lines().count());
            assertTrue(known.body().lines().allMatch(line -> line.matches("i\\d+\t0\\.\\d+")), known.body());
            HttpResponse<String> unknown = get(server, "nobody");
            assertEquals(404, unknown.statusCode());
            assertEquals("unknown user 'nobody'\n", unknown.body());
        } finally {
            server.stop(0);
            ((ExecutorService) server.getExecutor()).shutdown();
        }
    }

    private static HttpResponse<String> get(HttpServer server, String user) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/recommend/" + user);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
