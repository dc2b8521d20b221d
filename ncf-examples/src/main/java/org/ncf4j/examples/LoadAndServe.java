package org.ncf4j.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.Recommender;

/** Loads a saved model and serves its recommendations over HTTP: {@code GET /recommend/USER}, an item on each line. */
public final class LoadAndServe {
    private static final String PATH = "/recommend/";

    private LoadAndServe() {}

    /**
     * Runs the example, until it is stopped.
     *
     * @param args the model file, and the port to listen on, 8080 if left out
     * @throws IOException if the model cannot be read or the port not be listened on
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: LoadAndServe MODEL [PORT]");
            return;
        }
        NcfModel model = NcfModel.load(Path.of(args[0]));
        HttpServer server = start(model, args.length > 1 ? Integer.parseInt(args[1]) : 8080);
        System.out.println("http://localhost:" + server.getAddress().getPort() + PATH
                + model.users().id(0));
    }

    /** Starts to serve; port 0 stands for any free one. */
    static HttpServer start(NcfModel model, int port) throws IOException {
        // safe for many threads: one for all requests, and for as long as the model is the newest
        Recommender recommender = Recommender.of(model);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext(PATH, exchange -> {
            String user = exchange.getRequestURI().getPath().substring(PATH.length());
            if (model.users().indexOf(user) < 0) {
                respond(exchange, 404, "unknown user '" + user + "'\n");
                return;
            }
            String items = recommender.recommend(user, 10).stream()
                    .map(r -> r.item() + "\t" + r.score() + "\n")
                    .collect(Collectors.joining());
            respond(exchange, 200, items);
        });
        server.start();
        return server;
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
