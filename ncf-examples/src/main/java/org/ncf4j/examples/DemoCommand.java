package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.SimulatedShop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the main job on a simulated shop. */
@Command(
        name = "demo",
        description = {
            "Simulates a shop, trains a model on its purchases, judges it beside popularity and the best possible, and"
                    + " draws a report.",
            "",
            "Writes report.html, pictures, metrics.json and model.safetensors. The same seed gives the same model."
        })
final class DemoCommand extends Subcommand {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "ncf-demo",
            description = "Folder for the files; made if it is missing (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the shop, the split and the training (default: ${bundle:default.shop.seed}).")
    private @Nullable Long seed;

    @Option(names = "--users", paramLabel = "N", description = "Users (default: ${bundle:default.shop.users}).")
    private @Nullable Integer users;

    @Option(names = "--items", paramLabel = "N", description = "Products (default: ${bundle:default.shop.items}).")
    private @Nullable Integer items;

    @Option(
            names = "--positives",
            paramLabel = "N",
            description = "Purchases (default: ${bundle:default.shop.positives}).")
    private @Nullable Integer positives;

    @Option(
            names = "--negatives",
            paramLabel = "N",
            description = "Pairs without a purchase (default: ${bundle:default.shop.negatives}).")
    private @Nullable Integer negatives;

    @Option(
            names = "--segments",
            paramLabel = "N",
            description = "Groups of users with the same taste (default: ${bundle:default.shop.segments}).")
    private @Nullable Integer segments;

    @Option(
            names = "--categories",
            paramLabel = "N",
            description = "Categories of products (default: ${bundle:default.shop.categories}).")
    private @Nullable Integer categories;

    @Option(
            names = "--signal",
            paramLabel = "X",
            description = "Strength of taste and popularity together; 0 makes every pair equally likely (default:"
                    + " ${bundle:default.shop.signal}).")
    private @Nullable Double signal;

    @Option(
            names = "--taste",
            paramLabel = "X",
            description = "Strength of taste alone; 0 leaves popularity only (default: ${bundle:default.shop.taste}).")
    private @Nullable Double taste;

    @Option(
            names = "--tail",
            paramLabel = "X",
            description = "How uneven popularity is (default: ${bundle:default.shop.tail}).")
    private @Nullable Double tail;

    @Override
    void run() throws IOException {
        SimulatedShop.Config config = fromOptions(this::config);
        createFolder(out);
        new Demo(config, out(), showsProgress()).run(out);
    }

    private SimulatedShop.Config config() {
        SimulatedShop.Config shop = SimulatedShop.Config.defaults();
        return new SimulatedShop.Config(
                or(users, shop.users()),
                or(items, shop.items()),
                or(positives, shop.positives()),
                or(negatives, shop.negatives()),
                or(segments, shop.segments()),
                or(categories, shop.categories()),
                or(signal, shop.signal()),
                or(taste, shop.taste()),
                or(tail, shop.tail()),
                or(seed, shop.seed()));
    }

    private static <T> T or(@Nullable T option, T otherwise) {
        return option == null ? otherwise : option;
    }
}
