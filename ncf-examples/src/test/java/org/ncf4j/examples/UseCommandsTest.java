package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.analysis.Clustering;
import org.ncf4j.analysis.KMeans;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.internal.Json;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** The commands that use a model: recommend, similar, analyze. */
class UseCommandsTest {
    @TempDir
    Path folder;

    private Path model;
    private Path names;
    private Path json;

    @BeforeEach
    void paths() throws IOException {
        model = TinyShop.model(folder.resolve("model.safetensors"));
        StringBuilder titles = new StringBuilder("item,title\n");
        for (int item = 1; item < TinyShop.ITEMS; item++) {
            titles.append("i" + item + ",\"Thing, no. " + item + "\"\n");
        }
        names = TinyShop.write(folder.resolve("names.csv"), titles.toString());
        json = folder.resolve("result.json");
    }

    /** The list in the JSON file; the parser takes objects. */
    private List<?> result() throws IOException {
        return (List<?>)
                Json.parseObject("{\"list\":" + Files.readString(json) + "}").get("list");
    }

    private List<Object> ids(String kind) throws IOException {
        return result().stream().<Object>map(row -> ((Map<?, ?>) row).get(kind)).toList();
    }

    @Test
    void recommendsWhatTheLibraryDoes() throws IOException {
        Run run = Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 3, "--json", json)
                .succeeds();
        List<Recommendation> expected = Recommender.of(NcfModel.load(model)).recommend("u0", 3);
        assertEquals(expected.stream().map(Recommendation::item).toList(), ids("item"));
        assertEquals(expected.get(0).score(), ((Map<?, ?>) result().get(0)).get("score"));
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).matches("rank +item +score"), run.out());
        assertTrue(lines.get(1).matches(" +1 +" + expected.get(0).item() + " +0\\.\\d{4}"), run.out());
    }

    @Test
    void seenItemsAreLeftOutUnlessAskedFor() throws IOException {
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 99, "--json", json)
                .succeeds();
        assertEquals(TinyShop.ITEMS - 6, result().size());
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 99, "--include-seen", "--json", json)
                .succeeds();
        assertEquals(TinyShop.ITEMS, result().size());
    }

    @Test
    void filesExcludeAndAllow() throws IOException {
        Path exclude = TinyShop.write(folder.resolve("exclude.txt"), "i3\n\n");
        Path only = TinyShop.write(folder.resolve("only.txt"), "i3\n i5 \ni7\ni99\n");
        Run run = Run.ncf(
                        "recommend",
                        "--model-file",
                        model,
                        "--user",
                        "u0",
                        "--exclude",
                        exclude,
                        "--only",
                        only,
                        "--json",
                        json)
                .succeeds();
        assertEquals(Set.of("i5", "i7"), new HashSet<>(ids("item")));
        assertTrue(run.out().contains("1 of 4 items in " + only + " are unknown to the model"), run.out());

        Path nothing = TinyShop.write(folder.resolve("nothing.txt"), "i99\n");
        Run none = Run.ncf("recommend", "--model-file", model, "--user", "u0", "--only", nothing, "--json", json)
                .succeeds();
        assertTrue(none.out().contains("no item is eligible"), none.out());
        assertEquals("[]\n", Files.readString(json));

        Path marked = TinyShop.write(folder.resolve("marked.txt"), "\uFEFFi5\ni99\n");
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "--only", marked, "--json", json)
                .succeeds();
        assertEquals(List.of("i5"), ids("item"));
    }

    /** What the library recommends to all users, as the rows of a file. */
    private static List<String> rows(NcfModel of, RecommendOptions options) {
        List<String> rows = new ArrayList<>(List.of("user,rank,item,score"));
        for (String user : of.users().ids()) {
            int rank = 1;
            for (Recommendation one : Recommender.of(of).recommend(user, options)) {
                rows.add(user + "," + rank++ + "," + one.item() + "," + (float) one.score());
            }
        }
        return rows;
    }

    @Test
    void recommendsToAllUsersWhatTheLibraryDoes() throws IOException {
        NcfModel loaded = NcfModel.load(model);
        Path out = folder.resolve("lists.csv");
        Run run = Run.ncf("recommend", "--model-file", model, "--all-users", "-n", 3, "--out", out)
                .succeeds();
        assertEquals(rows(loaded, RecommendOptions.top(3)), Files.readAllLines(out));
        assertEquals("wrote " + out + ": 60 items for 20 users\n", run.out());

        Path exclude = TinyShop.write(folder.resolve("exclude.txt"), "i3\n");
        Path only = TinyShop.write(folder.resolve("only.txt"), "i3\ni5\ni7\n");
        Run.ncf(
                        "recommend",
                        "--model-file",
                        model,
                        "--all-users",
                        "--exclude",
                        exclude,
                        "--only",
                        only,
                        "--include-seen",
                        "--threads",
                        3,
                        "--out",
                        out)
                .succeeds();
        RecommendOptions options =
                RecommendOptions.top(10).withSeen().withDeny(Set.of("i3")).withAllow(Set.of("i3", "i5", "i7"));
        assertEquals(rows(loaded, options), Files.readAllLines(out));
        assertEquals(1 + 2 * TinyShop.USERS, Files.readAllLines(out).size());
    }

    @Test
    void idsInAFileOfAllUsersAreQuotedWhereNeeded() throws IOException {
        Path train = TinyShop.write(folder.resolve("odd.csv"), "user,item\n\"a,b\",x\n\"say \"\"hi\"\"\",\"y,z\"\n");
        Run.ncf("fit", "--train", train, "--model", "gmf", "--epochs", 1, "--out", model)
                .succeeds();
        Path out = folder.resolve("lists.csv");
        Run.ncf("recommend", "--model-file", model, "--all-users", "--out", out).succeeds();
        List<String> rows = Files.readAllLines(out);
        assertTrue(rows.get(1).startsWith("\"a,b\",1,\"y,z\",0."), rows.get(1));
        assertTrue(rows.get(2).startsWith("\"say \"\"hi\"\"\",1,x,0."), rows.get(2));
        assertEquals(3, rows.size());
    }

    @Test
    void recommendsToAUserOrToAllUsers() throws IOException {
        String see = " (see 'ncf recommend --help')";
        Path out = folder.resolve("lists.csv");
        Run.ncf("recommend", "--model-file", model, "--all-users", "--user", "u0", "--out", out)
                .fails(2, "ncf recommend: --user=ID, --all-users are mutually exclusive (specify only one)" + see);
        Run.ncf("recommend", "--model-file", model, "--all-users")
                .fails(2, "ncf recommend: Missing required option: '--out=FILE', for the items of --all-users" + see);
        Run.ncf("recommend", "--model-file", model, "--all-users", "--out", out, "--json", json)
                .fails(2, "ncf recommend: --json has no meaning for --all-users" + see);
        Run.ncf("recommend", "--model-file", model, "--all-users", "--out", out, "--names", names)
                .fails(2, "ncf recommend: --names has no meaning for --all-users" + see);
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "--out", out)
                .fails(2, "ncf recommend: --out has no meaning without --all-users" + see);
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "--threads", 2)
                .fails(2, "ncf recommend: --threads has no meaning without --all-users" + see);
        Run.ncf("recommend", "--model-file", model, "--all-users", "--out", out, "--threads", 0)
                .fails(2, "ncf recommend: --threads must be at least 1 but was 0" + see);
        Run.ncf("recommend", "--model-file", model, "--all-users", "--out", model)
                .fails(2, "ncf recommend: " + model + " is read, and would be written over" + see);
        assertTrue(Files.notExists(out));
    }

    @Test
    void recommendsToSomebodyTheModelHasNeverSeen() throws IOException {
        Model loaded = Model.load(model);
        Run.ncf("recommend", "--model-file", model, "--history", "i2, nothing, i4,", "-n", 3, "--json", json)
                .succeedsWith("ncf recommend: warning: 1 of 3 items of the history are unknown to the model: nothing");
        List<Recommendation> expected =
                Recommender.of(loaded).foldIn(List.of("i2", "i4")).recommend(3);
        String text = Files.readString(json);
        for (Recommendation recommendation : expected) {
            assertTrue(text.contains("\"" + recommendation.item() + "\""), text);
        }
        assertFalse(text.contains("\"i2\"") || text.contains("\"i4\""), text);

        Run.ncf("recommend", "--model-file", model, "--history", "")
                .succeedsWith("ncf recommend: warning: the history tells nothing: these are the items for anybody");
    }

    @Test
    void aModelCanBeKeptWithoutHistories() throws IOException {
        Path train = TinyShop.write(folder.resolve("few.csv"), "user,item\nann,tea\nann,pot\nbob,tea\neve,honey\n");
        Path lean = folder.resolve("lean.safetensors");
        Run.ncf("fit", "--train", train, "--model", "gmf", "--epochs", 1, "--without-history", "--out", lean)
                .succeeds();
        assertEquals(0, Model.load(lean).seen(0).length);
        Run run = Run.ncf("recommend", "--model-file", lean, "--history", "tea").succeeds();
        assertFalse(run.out().contains("tea"), run.out());
        assertTrue(run.out().contains("honey"), run.out());
        Run.ncf("evaluate", "--model-file", lean, "--test", train)
                .succeedsWith("ncf evaluate: warning: the model file holds no histories: what users had in training is"
                        + " ranked, too, and figures are lower");
        Run.ncf("recommend", "--model-file", lean, "--user", "ann")
                .succeedsWith(
                        "ncf recommend: warning: the model file holds no histories: what a user has is recommended to"
                                + " him, too");
    }

    @Test
    void namesAreShown() {
        Run run = Run.ncf(
                        "recommend",
                        "--model-file",
                        model,
                        "--user",
                        "u0",
                        "-n",
                        99,
                        "--include-seen",
                        "--names",
                        names)
                .succeeds();
        assertTrue(run.out().lines().findFirst().orElseThrow().matches("rank +item +name +score"), run.out());
        assertTrue(run.out().contains("i7    Thing, no. 7"), run.out());
    }

    @Test
    void namesOfOtherItemsAreWarnedOf() throws IOException {
        Path others = TinyShop.write(folder.resolve("others.csv"), "item,title\n1,One\n2,Two\n");
        Path few = TinyShop.write(folder.resolve("few.csv"), "item,title\ni1,One\n2,Two\n");
        Object[][] commands = {
            {"recommend", "--model-file", model, "--user", "u0"},
            {"similar", "--model-file", model, "--item", "i4"},
            {"analyze", "--model-file", model, "--out", folder.resolve("out")}
        };
        for (Object[] command : commands) {
            String name = "ncf " + command[0];
            withNames(command, others)
                    .succeedsWith(
                            name + ": warning: none of the 2 ids in " + others + " is one of the model's 12 items");
            withNames(command, few).succeedsWith(name + ": warning: " + few + " names only 1 of the model's 12 items");
            withNames(command, names).succeeds();
        }
    }

    private static Run withNames(Object[] command, Path names) {
        return Run.ncf(
                Stream.concat(Stream.of(command), Stream.of("--names", names)).toArray());
    }

    @Test
    void findsSimilarItemsAndUsers() throws IOException {
        Run items = Run.ncf("similar", "--model-file", model, "--item", "i4", "-n", 3, "--names", names, "--json", json)
                .succeeds();
        assertEquals(
                Recommender.of(NcfModel.load(model)).similarItems("i4", 3).stream()
                        .map(Recommender.Neighbor::id)
                        .toList(),
                ids("item"));
        assertTrue(items.out().contains("Thing, no. "), items.out());
        assertTrue(items.out().lines().findFirst().orElseThrow().matches("rank +item +name +cosine"), items.out());
        Run.ncf("similar", "--model-file", model, "--user", "u4", "-n", 2, "--json", json)
                .succeeds();
        assertEquals(
                Recommender.of(NcfModel.load(model)).similarUsers("u4", 2).stream()
                        .map(Recommender.Neighbor::id)
                        .toList(),
                ids("user"));
    }

    @Test
    void similarIsToAnItemOrAUser() {
        String see = " (see 'ncf similar --help')";
        Run.ncf("similar", "--model-file", model)
                .fails(
                        2,
                        "ncf similar: Missing required argument (specify one of these): (--item=ID | --user=ID)" + see);
        Run.ncf("similar", "--model-file", model, "--item", "i1", "--user", "u1")
                .fails(2, "ncf similar: --item=ID, --user=ID are mutually exclusive (specify only one)" + see);
        Run.ncf("similar", "--model-file", model, "--user", "u1", "--names", names)
                .fails(2, "ncf similar: --names has no meaning for --user: it names items" + see);
    }

    @Test
    void analyzesTheItems() throws IOException {
        Path out = folder.resolve("made").resolve("on-the-way");
        Run run = Run.ncf("analyze", "--model-file", model, "--clusters", 2, "--names", names, "--out", out)
                .succeeds();
        List<String> rows = Files.readAllLines(out.resolve("clusters.csv"));
        assertEquals("item,name,cluster,cluster_name,x,y", rows.get(0));
        assertEquals(1 + TinyShop.ITEMS, rows.size());
        assertTrue(rows.stream().anyMatch(row -> row.matches("i7,\"Thing, no\\. 7\",[12],,-?[\\d.E-]+,-?[\\d.E-]+")));
        assertTrue(rows.stream().anyMatch(row -> row.matches("i0,,[12],.*")), () -> "" + rows);
        assertTrue(Files.readString(out.resolve("report.html")).contains("Thing, no. 7"));
        try (Stream<Path> files = Files.list(out)) {
            assertTrue(files.anyMatch(file -> file.toString().endsWith(".png")));
        }
        assertTrue(run.out().contains("wrote " + out.resolve("report.html")), run.out());
        assertFalse(run.out().contains("config "), run.out());
        assertTrue(Run.ncf("analyze", "--verbose", "--model-file", model, "--out", out)
                .out()
                .contains("config {\"model\":{\"type\":\"gmf\""));
    }

    @Test
    void analyzesASingleItem() throws IOException {
        Path train = TinyShop.write(folder.resolve("one.csv"), "user,item\na,only\nb,only\n");
        Run.ncf("fit", "--train", train, "--model", "gmf", "--epochs", 1, "--out", model)
                .succeeds();
        Path out = folder.resolve("out");
        Run.ncf("analyze", "--model-file", model, "--out", out).succeeds();
        assertEquals(
                List.of("item,name,cluster,cluster_name,x,y", "only,,1,,0.0,0.0"),
                Files.readAllLines(out.resolve("clusters.csv")));
    }

    /** Items of even and of odd numbers are the two halves of the shop. */
    @Test
    void namesClustersByAttributes() throws IOException {
        trainLonger();
        StringBuilder text = new StringBuilder("item,colour,genres\n");
        for (int item = 0; item < TinyShop.ITEMS; item++) {
            text.append("i" + item + ",x," + (item % 2 == 0 ? "Even" : "Odd") + (item < 6 ? "|Low" : "") + "\n");
        }
        Path attributes = TinyShop.write(folder.resolve("genres.csv"), text + "elsewhere,x,Even\n");
        Path out = folder.resolve("out");
        Object[] command = {"analyze", "--model-file", model, "--clusters", 2, "--attributes", attributes, "--out", out
        };
        Run run = Run.ncf(command).succeeds();
        assertTrue(run.out().contains("1 of the 13 items in " + attributes + " are none of the model's"), run.out());
        assertTrue(
                run.out().lines().anyMatch(l -> l.matches("cluster +items +name +purity +over-represented +typical")),
                run.out());
        assertTrue(
                run.out().lines().anyMatch(l -> l.matches(" +[12] +6 +Odd +1.00 +Odd x2.0 \\(p 0.00\\d\\) +i\\d+, .*")),
                run.out());
        assertTrue(run.out().contains("Of 12 items the attributes are known. Purity 1.00: "), run.out());
        assertTrue(run.out().contains("corrected for all 6 tests"), run.out());
        List<String> rows = Files.readAllLines(out.resolve("clusters.csv"));
        assertTrue(rows.stream().anyMatch(row -> row.matches("i7,,[12],Odd,.*")), () -> "" + rows);
        List<String> tests = Files.readAllLines(out.resolve("attributes.csv"));
        assertEquals("cluster,cluster_name,items,attribute,in_cluster,in_all,lift,p,adjusted_p", tests.get(0));
        assertEquals(7, tests.size());
        assertTrue(tests.stream().anyMatch(row -> row.matches("[12],Even,6,Even,6,6,2.0,0.00108.*,0.003.*")));
        // the same again, bit for bit
        String before = Files.readString(out.resolve("attributes.csv"));
        Run.ncf(command).succeeds();
        assertEquals(before, Files.readString(out.resolve("attributes.csv")));
    }

    @Test
    void attributesThatDoNotFitAreTold() throws IOException {
        Path out = folder.resolve("out");
        Path others = TinyShop.write(folder.resolve("others.csv"), "item,genres\nx,Red\ni1,\n");
        Run.ncf("analyze", "--model-file", model, "--attributes", others, "--out", out)
                .fails(
                        1,
                        "ncf analyze: " + others
                                + ": none of its 2 items is one of the model's 12 items and has an attribute");
        assertFalse(Files.exists(out));
        Path few = TinyShop.write(folder.resolve("few.csv"), "item,genres\ni1,Red\n");
        Run.ncf("analyze", "--model-file", model, "--attributes", few, "--out", out)
                .succeedsWith("ncf analyze: warning: " + few + " has attributes of only 1 of the model's 12 items");
    }

    @Test
    void saysHowFarItemsMoved() throws IOException {
        Path out = folder.resolve("out");
        Run same = Run.ncf("analyze", "--model-file", model, "--against", model, "--out", out)
                .succeeds();
        assertTrue(
                same.out().contains("Against " + model + ": 12 items in both, 0 only there, 0 only here"), same.out());
        assertTrue(same.out().contains("  0.0 % of the variance is left "), same.out());
        assertTrue(same.out().contains("  100.0 % of the 5 nearest items are still among them (45.5 % by chance)"));
        Path before = folder.resolve("before.safetensors");
        Files.copy(model, before);
        trainLonger();
        Run moved = Run.ncf("analyze", "--model-file", model, "--against", before, "--names", names, "--out", out)
                .succeeds();
        assertFalse(moved.out().contains("  0.0 % of the variance"), moved.out());
        assertTrue(moved.out().lines().anyMatch(l -> l.matches("rank +item +name +moved")), moved.out());

        Path train = TinyShop.write(folder.resolve("other.csv"), "user,item\na,i1\nb,i2\nb,elsewhere\n");
        Path other = folder.resolve("other.safetensors");
        Run.ncf("fit", "--train", train, "--model", "gmf", "--epochs", 1, "--out", other)
                .succeeds();
        Run.ncf("analyze", "--model-file", model, "--against", other, "--out", out)
                .fails(
                        1,
                        "ncf analyze: cannot compare with " + other
                                + ": before and after must have at least 3 items in common: 2");
    }

    @Test
    void saysWhetherThereIsStructure() {
        Run run = Run.ncf("analyze", "--model-file", model, "--clusters", 2, "--out", folder.resolve("out"))
                .succeeds();
        assertTrue(run.out().contains("There is "), run.out());
        Run.ncf("analyze", "--model-file", model, "--clusters", 1, "--out", folder.resolve("out"))
                .succeeds();
        Run.ncf("analyze", "--model-file", model, "--clusters", 12, "--out", folder.resolve("out"))
                .succeeds();
    }

    private void trainLonger() throws IOException {
        Path train = TinyShop.write(folder.resolve("train.csv"), TinyShop.csv());
        Run.ncf(
                        "fit",
                        "--train",
                        train,
                        "--min-rating",
                        3,
                        "--model",
                        "gmf",
                        "--factors",
                        4,
                        "--epochs",
                        60,
                        "--learning-rate",
                        0.05,
                        "--out",
                        model)
                .succeeds();
    }

    @Test
    void whatIsReadIsNotWrittenOver() throws IOException {
        Path out = folder.resolve("clusters");
        Files.createDirectories(out);
        for (String name : List.of("clusters.csv", "attributes.csv", "items-metadata.tsv")) {
            Path read = Files.copy(names, out.resolve(name));
            String command = name.endsWith(".csv") ? "analyze" : "export";
            Run.ncf(command, "--model-file", model, "--names", read, "--out", out)
                    .fails(
                            2,
                            "ncf " + command + ": " + read + " is read, and would be written over (see 'ncf " + command
                                    + " --help')");
            assertEquals(Files.readString(names), Files.readString(read));
        }
        // nor anything beside it
        assertFalse(Files.exists(out.resolve("items-vectors.tsv")));
    }

    @Test
    void clustersByDefault() throws IOException {
        Run.ncf("analyze", "--model-file", model, "--out", folder.resolve("out"))
                .succeeds();
        long clusters = Files.readAllLines(folder.resolve("out").resolve("clusters.csv")).stream()
                .skip(1)
                .map(row -> row.split(",", -1)[2])
                .distinct()
                .count();
        Clustering best = KMeans.choosing(ItemMap.LEAST_CLUSTERS, ItemMap.MOST_CLUSTERS)
                .fit(NcfModel.load(model).itemEmbeddings());
        assertEquals(best.clusters(), clusters);
    }

    /** Baselines are saved and served as the models of the engine are. */
    @Test
    void itemItemWeightsAreServedAndJudged() throws IOException {
        Path csv = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Interactions train = new InteractionReader().withMinRating(3).read(csv);
        ItemItemModel weights = Ease.defaults().withL2(1).fit(train);
        Path file = folder.resolve("ease.safetensors");
        weights.save(file);

        Run.ncf("recommend", "--model-file", file, "--user", "u0", "-n", 99, "--json", json)
                .succeeds();
        assertEquals(
                Recommender.of(weights).recommend("u0", 99).stream()
                        .<Object>map(Recommendation::item)
                        .toList(),
                ids("item"));
        assertEquals(TinyShop.ITEMS - 6, result().size());

        Run similar = Run.ncf("similar", "--model-file", file, "--item", "i1", "-n", 2, "--json", json)
                .succeeds();
        assertEquals(
                Recommender.of(weights).similarItems("i1", 2).stream()
                        .<Object>map(Recommender.Neighbor::id)
                        .toList(),
                ids("item"));
        assertTrue(similar.out().startsWith("rank"), similar.out());
        assertTrue(similar.out().lines().findFirst().orElseThrow().endsWith("weight"), similar.out());
        Run users = Run.ncf("similar", "--model-file", file, "--user", "u0");
        assertEquals(2, users.exitCode());
        assertTrue(users.err().contains("--user has no meaning for " + file), users.err());
        Run analysis = Run.ncf("analyze", "--model-file", file, "--out", folder.resolve("report"));
        assertEquals(1, analysis.exitCode());
        assertTrue(analysis.err().contains("holds an ItemItemModel, expected an NcfModel"), analysis.err());

        Path test = TinyShop.write(folder.resolve("test.csv"), "user,item\nu0,i10\nu1,i11\n");
        Run judged = Run.ncf("evaluate", "--model-file", file, "--test", test).succeeds();
        assertTrue(judged.out().contains("ndcg@10"), judged.out());
    }
}
