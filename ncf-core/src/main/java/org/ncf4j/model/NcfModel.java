package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.Json;
import org.ncf4j.nn.Initializer;

/**
 * A trained model: scores items for users, knows their ids and what each user had seen, and saves itself to one file.
 * Made by a {@link Trainer}, by {@link #ofFactors} or by {@link #load}.
 *
 * <p>Immutable and thread-safe; matrices leave it as copies.
 */
public final class NcfModel implements Model {
    /**
     * Where a model comes from: the fingerprint of its data, how its training ended, how it was fitted if not by a
     * {@link Trainer}, else empty, and how its halves were trained first, if they were.
     */
    record Origin(
            String fingerprint,
            double loss,
            double auc,
            Map<String, Object> fit,
            @Nullable Pretraining pretraining) {
        Origin(String fingerprint, double loss, double auc) {
            this(fingerprint, loss, auc, Map.of(), null);
        }
    }

    /** How rows are added, made when first one is: many models never are asked. */
    private final class FoldIns {
        /** Whether histories are left out, and what scores are like then; null if nothing tells. */
        private final boolean lean;

        private final FoldIn.@Nullable Scale given;

        private volatile @Nullable FoldIn ofUsers;
        private volatile @Nullable FoldIn ofItems;

        FoldIns(boolean lean, FoldIn.@Nullable Scale given) {
            this.lean = lean;
            this.given = given;
        }

        /** Null if there is nothing to go by. */
        FoldIn.@Nullable Scale scale() {
            return lean ? given : FoldIn.Scale.of(NcfModel.this);
        }

        FoldIn ofUsers() {
            FoldIn made = ofUsers;
            return made != null ? made : make(true);
        }

        FoldIn ofItems() {
            FoldIn made = ofItems;
            return made != null ? made : make(false);
        }

        private synchronized FoldIn make(boolean users) {
            FoldIn made = users ? ofUsers : ofItems;
            if (made != null) {
                return made;
            }
            FoldIn.Scale known = scale();
            if (known == null) {
                throw new IllegalStateException("nobody can be folded into this model: it holds no histories to go by");
            }
            made = new FoldIn(network, objective(), users, known);
            if (users) {
                ofUsers = made;
            } else {
                ofItems = made;
            }
            return made;
        }
    }

    /** One user, whose row is not in the table. */
    private final class FoldedUser implements Scorer {
        private final float[] row;

        FoldedUser(float[] row) {
            this.row = row;
        }

        @Override
        public IdIndex users() {
            return Ids.NEWCOMER;
        }

        @Override
        public IdIndex items() {
            return items;
        }

        @Override
        public void scoreAll(int user, float[] scores) {
            Objects.checkIndex(user, 1);
            Objects.checkFromIndexSize(0, items.size(), scores.length);
            tiles.scoreAll(row, CacheLines.ORIGIN, scores);
        }

        @Override
        public void score(int user, int[] some, float[] scores) {
            Objects.checkIndex(user, 1);
            requireItems(some, scores);
            tiles.score(row, CacheLines.ORIGIN, some, scores);
        }
    }

    private final FusionNetwork network;
    private final @Nullable TrainingConfig training;
    private final IdIndex users;
    private final IdIndex items;
    private final SeenItems seen;
    private final Origin origin;
    private final ItemTiles tiles;
    private final FoldIns foldIns;

    /** Takes the network over: nobody may change it from here on. */
    NcfModel(
            FusionNetwork network,
            @Nullable TrainingConfig training,
            IdIndex users,
            IdIndex items,
            SeenItems seen,
            Origin origin) {
        this(network, training, users, items, seen, origin, false, null);
    }

    /** Of users whose histories are left out; with what scores are like, null if nothing tells. */
    static NcfModel withoutHistory(
            FusionNetwork network,
            @Nullable TrainingConfig training,
            IdIndex users,
            IdIndex items,
            Origin origin,
            FoldIn.@Nullable Scale scale) {
        return new NcfModel(network, training, users, items, SeenItems.none(users.size()), origin, true, scale);
    }

    private NcfModel(
            FusionNetwork network,
            @Nullable TrainingConfig training,
            IdIndex users,
            IdIndex items,
            SeenItems seen,
            Origin origin,
            boolean lean,
            FoldIn.@Nullable Scale scale) {
        this.network = network;
        this.training = training;
        this.users = users;
        this.items = items;
        this.seen = seen;
        this.origin = origin;
        tiles = new ItemTiles(network);
        foldIns = new FoldIns(lean, scale);
    }

    /**
     * A model of matrix factorization from factors that were found elsewhere: {@code score(u, i) = p_u . q_i}, all biases 0.
     *
     * @param history what the factors were fitted to; its ids, seen items and fingerprint become the model's
     * @param userFactors {@code p}: a row for each user; finite; copied
     * @param itemFactors {@code q}: a row for each item, as wide; finite; copied
     * @param fitJson how they were found: a JSON object with a key at least, kept for show in {@link #configJson} under
     *     {@code "fit"}
     * @throws IllegalArgumentException if the matrices do not have these shapes, or a value is not finite, or the JSON is no
     *     such object
     */
    public static NcfModel ofFactors(
            Interactions history, FMatrixRMaj userFactors, FMatrixRMaj itemFactors, String fitJson) {
        int factors = userFactors.numCols;
        requireFactors("userFactors", userFactors, history.userCount(), factors);
        requireFactors("itemFactors", itemFactors, history.itemCount(), factors);
        Map<String, Object> fit = Json.parseObject(fitJson);
        if (fit.isEmpty()) {
            throw new IllegalArgumentException("fitJson must have a key at least, but is " + fitJson);
        }
        // how such factors start is a matter of their fit
        Mf config = new Mf(factors, Initializer.zeros());
        // one level deeper than it is: what a file could not give back is refused now
        Json.parseObject(ConfigJson.writeFit(config, fit));
        FusionNetwork network = new FusionNetwork(config, history.userCount(), history.itemCount());
        network.users().assign(0, factors, userFactors.data);
        network.items().assign(0, factors, itemFactors.data);
        Origin origin = new Origin(history.fingerprint(), Double.NaN, Double.NaN, fit, null);
        return new NcfModel(network, null, history.users(), history.items(), SeenItems.of(history), origin);
    }

    /** A model that no trainer made, of the data that another was fitted to; takes the network over. */
    static NcfModel fitted(FusionNetwork network, NcfModel other, Fitting fit) {
        return fitted(network, other.users, other.items, other.seen, other.dataFingerprint(), fit);
    }

    /** The same of some data. */
    static NcfModel fitted(FusionNetwork network, Interactions data, Fitting fit) {
        return fitted(network, data.users(), data.items(), SeenItems.of(data), data.fingerprint(), fit);
    }

    private static NcfModel fitted(
            FusionNetwork network, IdIndex users, IdIndex items, SeenItems seen, String fingerprint, Fitting fit) {
        // as a file would give it back
        Map<String, Object> how = Json.parseObject(Json.write(ConfigJson.map(fit)));
        Origin origin = new Origin(fingerprint, Double.NaN, Double.NaN, how, null);
        return new NcfModel(network, null, users, items, seen, origin);
    }

    private static void requireFactors(String name, FMatrixRMaj factors, int rows, int columns) {
        if (factors.numRows != rows || factors.numCols != columns) {
            throw new IllegalArgumentException(name + " must be " + rows + " x " + columns + ", but is "
                    + factors.numRows + " x " + factors.numCols);
        }
        for (int i = 0; i < rows * columns; i++) {
            if (!Float.isFinite(factors.data[i])) {
                throw new IllegalArgumentException(
                        name + " must be finite, but holds " + factors.data[i] + " in row " + i / columns);
            }
        }
    }

    /** Which model this is. */
    public ModelConfig config() {
        return network.config();
    }

    /** How a {@link Trainer} trained it; empty for a model {@linkplain #ofFactors of factors}. */
    public Optional<TrainingConfig> training() {
        return Optional.ofNullable(training);
    }

    /** How a trainer, alternating least squares or both made it; null if that is not known. */
    @Nullable
    Fitting fitting() {
        if (training != null) {
            return training;
        }
        try {
            Fitting fitting = ConfigJson.fitting(origin.fit());
            // a part of it would be filled up with defaults
            boolean whole =
                    Json.parseObject(Json.write(ConfigJson.map(fitting))).equals(origin.fit());
            return whole && config().equals(Pretraining.model(fitting)) ? fitting : null;
        } catch (IllegalArgumentException e) {
            // what a caller of ofFactors wrote need not be ours
            return null;
        }
    }

    /**
     * Both configs as JSON, as {@link Trainer#toJson} writes them and {@link Trainer#fromJson} reads them. A model
     * {@linkplain #ofFactors of factors} has, in place of {@code "training"}, how they were found under {@code "fit"}, which
     * a trainer refuses.
     */
    @Override
    public String configJson() {
        return training == null
                ? ConfigJson.writeFit(config(), origin.fit())
                : ConfigJson.write(config(), training, origin.pretraining());
    }

    @Override
    public IdIndex users() {
        return users;
    }

    @Override
    public IdIndex items() {
        return items;
    }

    /** {@inheritDoc} The score is the logit of the model. */
    @Override
    public void scoreAll(int user, float[] scores) {
        Objects.checkIndex(user, users.size());
        Objects.checkFromIndexSize(0, items.size(), scores.length);
        tiles.scoreAll(user, scores);
    }

    /** {@inheritDoc} The score is the logit of the model. */
    @Override
    public void score(int user, int[] items, float[] scores) {
        Objects.checkIndex(user, users.size());
        requireItems(items, scores);
        tiles.score(user, items, scores);
    }

    private void requireItems(int[] some, float[] scores) {
        Objects.checkFromIndexSize(0, some.length, scores.length);
        for (int item : some) {
            Objects.checkIndex(item, items.size());
        }
    }

    /**
     * The items a user had seen in training, positives and those below the rating threshold: dense indices, ascending; a
     * copy.
     *
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    @Override
    public int[] seen(int user) {
        Objects.checkIndex(user, users.size());
        return seen.of(user);
    }

    @Override
    public int[] history(int user) {
        Objects.checkIndex(user, users.size());
        return seen.positivesOf(user);
    }

    @Override
    public Scorer foldIn(int... history) {
        return new FoldedUser(foldIns.ofUsers().row(Ids.ascending(history, items.size())));
    }

    @Override
    public boolean canFoldIn(int... history) {
        for (int item : history) {
            Objects.checkIndex(item, items.size());
        }
        return history.length > 0 && (foldIns.lean ? foldIns.given != null : FoldIn.Scale.isKnown(seen, items.size()));
    }

    @Override
    public double[][] influences(int[] history, int[] leftOut, int... some) {
        int[] known = Ids.ascending(history, items.size());
        Ids.requireAmong(known, leftOut);
        float[] scores = new float[some.length];
        requireItems(some, scores);
        FoldIn foldIn = foldIns.ofUsers();
        tiles.score(foldIn.row(known), CacheLines.ORIGIN, some, scores);
        float[] without = new float[some.length];
        double[][] influences = new double[leftOut.length][some.length];
        float[][] rows = foldIn.rowsWithout(known, leftOut);
        for (int j = 0; j < leftOut.length; j++) {
            tiles.score(rows[j], CacheLines.ORIGIN, some, without);
            for (int i = 0; i < some.length; i++) {
                influences[j][i] = (double) scores[i] - without[i];
            }
        }
        return influences;
    }

    /**
     * What a user's logits are the sum of.
     *
     * @param user dense index
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public LogitDecomposition decompose(int user) {
        Objects.checkIndex(user, users.size());
        return new LogitDecomposition(
                network, tiles, network.users().data(), network.users().at(user));
    }

    /**
     * What the logits of somebody are the sum of whom the model was not fitted to: those of {@link #foldIn}.
     *
     * @param history dense indices of his items, in any order; repeats count once
     * @throws IndexOutOfBoundsException if an item is out of range
     * @throws IllegalStateException if nothing tells, as {@link #foldIn} has it
     */
    public LogitDecomposition decomposeFoldIn(int... history) {
        float[] row = foldIns.ofUsers().row(Ids.ascending(history, items.size()));
        return new LogitDecomposition(network, tiles, row, CacheLines.ORIGIN);
    }

    /** What its rows were trained by, if cross-entropy was all: scores of least squares, and joined halves, are no log-odds. */
    private @Nullable TrainingConfig objective() {
        boolean steps =
                origin.pretraining() == null || origin.pretraining().productTraining() instanceof TrainingConfig;
        return steps && training != null && training.epochs() > 0 ? training : null;
    }

    /**
     * The same model with one more user, whose row is found as {@link #foldIn} finds it. It takes as long as copying the model
     * and preparing it anew for fold-in: for many at once there is {@link Trainer#update}, for a visitor {@link #foldIn}.
     *
     * @param user external id, not in the model yet
     * @param history external ids of his items, which the model knows; what he has seen from now on; may be empty
     * @throws IllegalArgumentException if the user is known or an item is not
     * @throws IllegalStateException if the model has no histories to go by
     */
    public NcfModel withUser(String user, Collection<String> history) {
        int[] known = Ids.ascending(history, items);
        IdIndex more = Ids.with("user", users, user);
        FusionNetwork wider =
                network.withRows(Ids.rows(users.size() + 1, users.size()), Ids.rows(items.size(), items.size()));
        wider.users().assignRow(users.size(), foldIns.ofUsers().row(known));
        return like(wider, more, items, seen.withUser(known));
    }

    /**
     * The same model with one more item, whose row is found from those who have it as {@link #foldIn} finds that of a user
     * from what he has. It is recommended to others from now on, and to these no more than what else they have seen. It takes as
     * long as copying the model and preparing it anew for fold-in: for many at once there is {@link Trainer#update}.
     *
     * @param item external id, not in the model yet
     * @param buyers external ids of users who have it, which the model knows; may be empty
     * @throws IllegalArgumentException if the item is known or a user is not
     * @throws IllegalStateException if the model has no histories to go by
     */
    public NcfModel withItem(String item, Collection<String> buyers) {
        int[] known = Ids.ascending(buyers, users);
        IdIndex more = Ids.with("item", items, item);
        FusionNetwork wider =
                network.withRows(Ids.rows(users.size(), users.size()), Ids.rows(items.size() + 1, items.size()));
        wider.items().assignRow(items.size(), foldIns.ofItems().row(known));
        return like(wider, users, more, seen.withItem(items.size(), known));
    }

    @Override
    public NcfModel forget(String user) {
        int[] others = Ids.allBut(users, user);
        FusionNetwork without = network.withRows(others, Ids.rows(items.size(), items.size()));
        return like(without, Ids.some("user", users, others), items, seen.ofUsers(others));
    }

    /**
     * The same model without what its users have seen: neither it nor its file lists it. It scores as this one does, and can
     * {@link #foldIn}; a recommender made of it has no items to leave out, unless it is given a history. It stays without: of
     * users and items that are {@linkplain #withUser added} later it keeps no more.
     *
     * <p>This is no anonymity. The users' rows are still there, and what scores highest for a user is often what he has; and the
     * {@linkplain #dataFingerprint fingerprint} tells who knows the data that it is of them.
     */
    public NcfModel withoutHistory() {
        FoldIn.Scale scale = foldIns.scale();
        return withoutHistory(
                network, training, users, items, origin, scale != null && scale.isUsable() ? scale : null);
    }

    /** Whether it knows what its users have seen: not if it was made {@link #withoutHistory}. */
    public boolean hasHistory() {
        return !foldIns.lean;
    }

    /** Another network made as this one was; without histories if this is. */
    NcfModel like(FusionNetwork other, IdIndex otherUsers, IdIndex otherItems, SeenItems otherSeen) {
        SeenItems kept = foldIns.lean ? SeenItems.none(otherUsers.size()) : otherSeen;
        return new NcfModel(other, training, otherUsers, otherItems, kept, origin, foldIns.lean, foldIns.given);
    }

    /** SHA-256 of the training data, in hex: {@code Interactions.fingerprint} or {@code LabeledPairs.fingerprint}. */
    @Override
    public String dataFingerprint() {
        return origin.fingerprint();
    }

    /**
     * A copy of the items' embeddings, items x width: the GMF and the MLP half joined, {@code [gmf | mlp]}, or the factors
     * of matrix factorization.
     */
    public FMatrixRMaj itemEmbeddings() {
        return embeddings(network.items());
    }

    /** A copy of the users' embeddings, users x width, laid out as those of the items. */
    public FMatrixRMaj userEmbeddings() {
        return embeddings(network.users());
    }

    private FMatrixRMaj embeddings(RowTable table) {
        int product = network.product();
        int half = network.half();
        FMatrixRMaj joined = new FMatrixRMaj(table.rows(), product + half);
        table.copy(0, product, joined, 0);
        table.copy(network.towerStart(), half, joined, product);
        return joined;
    }

    /**
     * The names of the weights, as in the model file: {@code gmf_user}, {@code gmf_item}, {@code mlp_user},
     * {@code mlp_item}, {@code dense1_kernel} (inputs x outputs), {@code dense1_bias}, ..., {@code head_kernel},
     * {@code head_bias}, as far as the model has them; for matrix factorization {@code mf_user}, {@code mf_item},
     * {@code mf_user_bias}, {@code mf_item_bias}, {@code mf_bias}.
     */
    public List<String> tensorNames() {
        return network.tensors().stream().map(FusionNetwork.Tensor::name).toList();
    }

    /**
     * A copy of some of the weights.
     *
     * @param name one of {@link #tensorNames}
     * @throws IllegalArgumentException if there is no such tensor
     */
    public FMatrixRMaj tensor(String name) {
        for (FusionNetwork.Tensor tensor : network.tensors()) {
            if (tensor.name().equals(name)) {
                return FMatrixRMaj.wrap(
                        tensor.rows(), tensor.columns(), tensor.copy().get());
            }
        }
        throw new IllegalArgumentException(
                "unknown tensor '" + name + "'; this model has " + String.join(", ", tensorNames()));
    }

    /**
     * Writes the model to a safetensors file: weights, ids, seen items, configs and fingerprint, under a checksum. It is
     * written beside its target, flushed to disk and moved into place in one step, so that there is never half a model.
     * The bytes depend on data, configs and seed alone.
     *
     * @throws IOException if the file cannot be written, or an id is not well-formed Unicode and has no bytes in UTF-8;
     *     what was there before is still there
     */
    @Override
    public void save(Path file) throws IOException {
        ModelFile.write(this, file);
    }

    /**
     * Reads a model that {@link #save} wrote; it scores as that one did, bit for bit.
     *
     * @throws ModelFormatException if the file is no model, is damaged, or is of a version that is not known
     * @throws IOException if the file cannot be read
     */
    public static NcfModel load(Path file) throws IOException {
        return ModelFile.read(file, NcfModel.class);
    }

    FusionNetwork network() {
        return network;
    }

    SeenItems seenItems() {
        return seen;
    }

    Origin origin() {
        return origin;
    }

    /**
     * How a user's row is found.
     *
     * @throws IllegalStateException if nothing tells
     */
    FoldIn foldInOfUsers() {
        return foldIns.ofUsers();
    }

    /**
     * How an item's row is found.
     *
     * @throws IllegalStateException if nothing tells
     */
    FoldIn foldInOfItems() {
        return foldIns.ofItems();
    }

    /** What scores are like, of a model without histories; null of one with them, or if nothing tells. */
    FoldIn.@Nullable Scale givenScale() {
        return foldIns.given;
    }
}
