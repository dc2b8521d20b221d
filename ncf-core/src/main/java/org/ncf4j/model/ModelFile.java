package org.ncf4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.TensorFile;
import org.ncf4j.internal.TensorFormatException;

/** The model file: a safetensors file with the weights, ids and seen items as tensors and the rest as metadata. */
final class ModelFile {
    private static final String FORMAT = "ncf4j";
    private static final String VERSION = "1";
    private static final String KIND = "kind";
    /** What scores are like, of a model without histories. */
    private static final String FOLD_IN = "fold_in";
    /** Which of the seen items are positives, where not all are. */
    private static final String SEEN_POSITIVE = "seen_positive";
    /** The kind of a model without a network; one with a network names none. */
    private static final String ITEM_ITEM = "item-item";

    private ModelFile() {}

    static void write(NcfModel model, Path file) throws IOException {
        TensorFile.Writer writer = TensorFile.writer()
                .metadata("format", FORMAT)
                .metadata("format_version", VERSION)
                .metadata("config", model.configJson())
                .metadata("data_fingerprint", model.dataFingerprint())
                .metadata("metrics", metrics(model.origin()));
        if (!model.hasHistory()) {
            writer.metadata(FOLD_IN, Json.write(map(model.givenScale())));
        }
        for (FusionNetwork.Tensor tensor : model.network().tensors()) {
            writer.add(tensor.name(), tensor.copy().get(), tensor.rows(), tensor.columns());
        }
        addIds(writer, file, "user", model.users());
        addIds(writer, file, "item", model.items());
        add(writer, "seen", model.seenItems());
        byte[] liked = model.seenItems().liked();
        if (liked != null) {
            writer.add(SEEN_POSITIVE, liked, liked.length);
        }
        writer.write(file);
    }

    static void write(ItemItemModel model, Path file) throws IOException {
        TensorFile.Writer writer = TensorFile.writer()
                .metadata("format", FORMAT)
                .metadata("format_version", VERSION)
                .metadata(KIND, ITEM_ITEM)
                .metadata("config", model.configJson())
                .metadata("data_fingerprint", model.dataFingerprint());
        ItemItemModel.Weights weights = model.weights();
        writer.add("weight_offsets", weights.offsets, weights.offsets.length);
        writer.add("weight_items", weights.items, weights.items.length);
        writer.add("weights", weights.values, weights.values.length);
        addIds(writer, file, "user", model.users());
        addIds(writer, file, "item", model.items());
        add(writer, "history", model.historyItems());
        add(writer, "seen", model.seenItems());
        writer.write(file);
    }

    private static void add(TensorFile.Writer writer, String kind, SeenItems rows) {
        writer.add(kind + "_offsets", rows.offsets(), rows.offsets().length);
        writer.add(kind + "_items", rows.items(), rows.items().length);
    }

    private static String metrics(NcfModel.Origin origin) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        putIfFinite(metrics, "loss", origin.loss());
        putIfFinite(metrics, "auc", origin.auc());
        return Json.write(metrics);
    }

    /** Empty if nothing tells. */
    private static Map<String, Object> map(FoldIn.@Nullable Scale scale) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (scale == null) {
            return map;
        }
        map.put("positive", scale.positive());
        map.put("other", scale.other());
        map.put("noise", scale.noise());
        map.put("weight", scale.weight());
        return map;
    }

    private static FoldIn.@Nullable Scale scale(String json) {
        Map<String, Object> map = Json.parseObject(json);
        if (map.isEmpty()) {
            return null;
        }
        FoldIn.Scale scale = new FoldIn.Scale(
                number(map, "positive"), number(map, "other"), number(map, "noise"), number(map, "weight"));
        require(scale.isUsable(), FOLD_IN + " is out of range: " + json);
        return scale;
    }

    private static void putIfFinite(Map<String, Object> metrics, String key, double value) {
        if (Double.isFinite(value)) {
            metrics.put(key, value);
        }
    }

    /** The ids' UTF-8 bytes one after the other, and where each begins. */
    private static void addIds(TensorFile.Writer writer, Path file, String kind, IdIndex ids) throws IOException {
        long[] offsets = new long[ids.size() + 1];
        List<byte[]> encoded = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            byte[] bytes = ids.id(i).getBytes(StandardCharsets.UTF_8);
            if (!new String(bytes, StandardCharsets.UTF_8).equals(ids.id(i))) {
                // it would come back as another id, or as the same as a second one
                throw new IOException("cannot write " + file + ": " + kind + " '" + ids.id(i) + "' (index " + i
                        + ") is not well-formed Unicode");
            }
            encoded.add(bytes);
            offsets[i + 1] = offsets[i] + bytes.length;
        }
        byte[] joined = new byte[Math.toIntExact(offsets[ids.size()])];
        for (int i = 0; i < ids.size(); i++) {
            System.arraycopy(encoded.get(i), 0, joined, (int) offsets[i], encoded.get(i).length);
        }
        writer.add(kind + "_ids", joined, joined.length);
        writer.add(kind + "_id_offsets", offsets, offsets.length);
    }

    /** A model that must be of one kind. */
    static <M extends Model> M read(Path file, Class<M> kind) throws IOException {
        Model model = read(file);
        if (!kind.isInstance(model)) {
            throw new ModelFormatException(
                    file + ": holds an " + model.getClass().getSimpleName() + ", expected an " + kind.getSimpleName()
                            + "; Model.load reads both",
                    null);
        }
        return kind.cast(model);
    }

    static Model read(Path file) throws IOException {
        try {
            return read(file, TensorFile.read(file));
        } catch (TensorFormatException e) {
            throw new ModelFormatException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            // the config's and the ids' own checks, which do not know the file
            throw new ModelFormatException(file + ": no model of this library: " + e.getMessage(), e);
        }
    }

    private static Model read(Path path, TensorFile file) throws IOException {
        require(FORMAT.equals(file.metadata("format")), "format is not " + FORMAT);
        String version = file.metadata("format_version");
        require(VERSION.equals(version), "format version " + version + " is not known, only " + VERSION);
        String kind = file.metadata().get(KIND);
        require(kind == null || kind.equals(ITEM_ITEM), "kind " + kind + " is not known, only " + ITEM_ITEM);
        return kind == null ? readNetwork(path, file) : readItemItem(file);
    }

    private static ItemItemModel readItemItem(TensorFile file) throws TensorFormatException {
        String config = file.metadata("config");
        require(Json.write(Json.parseObject(config)).equals(config), "its config is not as this library writes it");
        require(!file.metadata().containsKey(FOLD_IN), FOLD_IN + " has no meaning for kind " + ITEM_ITEM);
        IdIndex users = ids(file, "user");
        IdIndex items = ids(file, "item");
        SeenItems history = rows(file, "history", users.size(), items.size());
        SeenItems seen = rows(file, "seen", users.size(), items.size());
        int[] targets = file.ints("weight_items", -1);
        ItemItemModel.Weights weights = new ItemItemModel.Weights(
                file.ints("weight_offsets", items.size() + 1L), targets, file.floats("weights", targets.length));
        ItemItemModel.check(weights, items.size());
        return new ItemItemModel(users, items, history, seen, weights, config, file.metadata("data_fingerprint"));
    }

    private static NcfModel readNetwork(Path path, TensorFile file) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>(Json.parseObject(file.metadata("config")));
        Map<String, Object> fit = ConfigJson.takeFit(config);
        IdIndex users = ids(file, "user");
        IdIndex items = ids(file, "item");
        SeenItems seen = rows(file, "seen", users.size(), items.size());
        if (file.names().contains(SEEN_POSITIVE)) {
            seen = seen.withLiked(file.bytes(SEEN_POSITIVE, seen.items().length));
        }
        ModelConfig model = ConfigJson.model(config);
        FusionNetwork network = network(file, model, users.size(), items.size());
        // after the sizes that are claimed were held against those of the tensors: what is left is a matter of this JVM
        requireMemory(path, model, items.size());
        Map<String, Object> metrics = Json.parseObject(file.metadata("metrics"));
        Pretraining pretraining = fit.isEmpty() ? ConfigJson.pretraining(config) : null;
        NcfModel.Origin origin = new NcfModel.Origin(
                file.metadata("data_fingerprint"), number(metrics, "loss"), number(metrics, "auc"), fit, pretraining);
        TrainingConfig training = fit.isEmpty() ? ConfigJson.training(config) : null;
        String lean = file.metadata().get(FOLD_IN);
        require(
                lean == null || seen.items().length == 0,
                FOLD_IN + " is of a model without histories, and it has some");
        return lean == null
                ? new NcfModel(network, training, users, items, seen, origin)
                : NcfModel.withoutHistory(network, training, users, items, origin, scale(lean));
    }

    /**
     * The first layer of all items is kept beside the weights: its size is a product of two that the file holds, so that a
     * small file can ask for a lot.
     */
    private static void requireMemory(Path path, ModelConfig config, int itemCount) throws IOException {
        List<Integer> layers =
                config instanceof Mlp mlp ? mlp.layers() : config instanceof NeuMf neuMf ? neuMf.layers() : List.of();
        long needed = layers.size() < 2 ? 0 : (long) itemCount * layers.get(1) * Float.BYTES;
        if (needed > Runtime.getRuntime().maxMemory()) {
            throw new IOException(path + ": a first layer of " + layers.get(1) + " of " + itemCount + " items takes "
                    + Bytes.text(needed) + " of memory, and the JVM has "
                    + Bytes.text(Runtime.getRuntime().maxMemory()));
        }
    }

    private static FusionNetwork network(TensorFile file, ModelConfig config, int userCount, int itemCount)
            throws TensorFormatException {
        // sizes that the config claims are checked against the file before memory is taken for them
        if (config instanceof Mf mf) {
            requireEmbeddings(file, "mf", userCount, itemCount, mf.factors());
        } else if (config instanceof Gmf gmf) {
            requireEmbeddings(file, "gmf", userCount, itemCount, gmf.factors());
        } else if (config instanceof Mlp mlp) {
            requireTower(file, userCount, itemCount, mlp.layers());
        } else if (config instanceof NeuMf neuMf) {
            requireEmbeddings(file, "gmf", userCount, itemCount, neuMf.factors());
            requireTower(file, userCount, itemCount, neuMf.layers());
        }
        FusionNetwork network = new FusionNetwork(config, userCount, itemCount);
        for (FusionNetwork.Tensor tensor : network.tensors()) {
            float[] values = file.floats(tensor.name(), tensor.rows(), tensor.columns());
            for (int i = 0; i < values.length; i++) {
                require(Float.isFinite(values[i]), "tensor " + tensor.name() + " holds " + values[i] + " at " + i);
            }
            tensor.assign().accept(values);
        }
        return network;
    }

    private static void requireEmbeddings(TensorFile file, String name, int userCount, int itemCount, int width)
            throws TensorFormatException {
        file.floats(name + "_user", userCount, width);
        file.floats(name + "_item", itemCount, width);
    }

    private static void requireTower(TensorFile file, int userCount, int itemCount, List<Integer> layers)
            throws TensorFormatException {
        requireEmbeddings(file, "mlp", userCount, itemCount, layers.get(0) / 2);
        for (int layer = 1; layer < layers.size(); layer++) {
            file.floats("dense" + layer + "_kernel", layers.get(layer - 1), layers.get(layer));
        }
    }

    private static IdIndex ids(TensorFile file, String kind) throws TensorFormatException {
        byte[] joined = file.bytes(kind + "_ids", -1);
        long[] offsets = file.longs(kind + "_id_offsets", -1);
        require(offsets.length > 1, "it knows no " + kind);
        require(
                offsets[0] == 0 && offsets[offsets.length - 1] == joined.length,
                kind + " ids do not fill their tensor");
        List<String> ids = new ArrayList<>(offsets.length - 1);
        for (int i = 1; i < offsets.length; i++) {
            require(
                    offsets[i] >= offsets[i - 1] && offsets[i] <= joined.length,
                    kind + " id offsets do not ascend at " + i);
            ids.add(text(joined, (int) offsets[i - 1], (int) (offsets[i] - offsets[i - 1]), kind));
        }
        return IdIndex.of(kind, ids);
    }

    private static String text(byte[] bytes, int offset, int length, String kind) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a " + kind + " id is not UTF-8", e);
        }
    }

    private static SeenItems rows(TensorFile file, String kind, int userCount, int itemCount)
            throws TensorFormatException {
        int[] offsets = file.ints(kind + "_offsets", userCount + 1L);
        int[] items = file.ints(kind + "_items", -1);
        SeenItems.check(kind, "user", offsets, items, itemCount);
        return new SeenItems(offsets, items);
    }

    private static double number(Map<String, Object> metrics, String key) {
        return metrics.get(key) instanceof Number value ? value.doubleValue() : Double.NaN;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
