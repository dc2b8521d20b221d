package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Updater;
import org.ncf4j.nn.Engine;
import org.ncf4j.nn.Loss;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model, by default by binary cross-entropy, on interactions with negatives drawn anew each epoch (He et al.: Neural
 * Collaborative Filtering, WWW 2017, section 3.1.1) or on labelled pairs as they are.
 *
 * <pre>{@code
 * NcfModel model = Trainer.defaults().train(interactions).model(); // or Trainer.of(...) of a config
 * }</pre>
 *
 * <p>The model depends on the data, the configs and the seeds in them, on the models that it begins with and on the metric
 * of early stopping, where there are any, and on nothing else: not on the machine, the JVM or the time.
 *
 * <p>Immutable and thread-safe, as far as its listener is: it keeps no state from run to run, and several threads may
 * train at once. A run works on the thread that calls and on threads of its own, which end with the run,
 * or on those of an executor.
 */
public final class Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final TrainingListener SILENT = report -> {};
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);
    private static final String UNSOUND = "a weight is not finite, or above " + (int) FusionNetwork.MAX_WEIGHT;

    /** The name of the last phase of a run. */
    private static final String WHOLE = "whole";

    private static final String PRODUCT = "product";
    private static final String TOWER = "tower";

    private final ModelConfig model;
    private final TrainingConfig training;
    private final TrainingListener listener;

    private final @Nullable EarlyStopping stopping;
    private final @Nullable Pretraining pretraining;
    private final @Nullable Start start;
    private final int threads;
    private final @Nullable Executor executor;
    private final Checkpoints.@Nullable Rule checkpoint;

    /** Weights to begin with, in place of drawn ones. */
    private interface Start {
        /** Fills a network for what is trained on. */
        void begin(FusionNetwork network, Samples samples);

        /** How they were trained; null if that is not known. */
        @Nullable
        Pretraining recipe();
    }

    /** Trained parts to begin with. */
    private record Joined(NcfModel product, NcfModel tower, double alpha) implements Start {
        @Override
        public void begin(FusionNetwork network, Samples samples) {
            requireSame(samples, product);
            requireSame(samples, tower);
            network.join(product.network(), tower.network(), alpha);
        }

        /** Null if one was not made by a trainer, or has a start of its own. */
        @Override
        public @Nullable Pretraining recipe() {
            Fitting first = product.fitting();
            TrainingConfig second = tower.training().orElse(null);
            return first == null || second == null ? null : new Pretraining(product.config(), first, second, alpha);
        }
    }

    /** A model to go on with. */
    private record Whole(FusionNetwork network, @Nullable Pretraining recipe) implements Start {
        @Override
        public void begin(FusionNetwork other, Samples samples) {
            other.assign(network);
        }
    }

    private Trainer(
            ModelConfig model,
            TrainingConfig training,
            TrainingListener listener,
            @Nullable EarlyStopping stopping,
            @Nullable Pretraining pretraining,
            @Nullable Start start,
            int threads,
            @Nullable Executor executor,
            Checkpoints.@Nullable Rule checkpoint) {
        this.model = Objects.requireNonNull(model, "model");
        this.training = Objects.requireNonNull(training, "training");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.stopping = stopping;
        this.pretraining = pretraining;
        this.start = start;
        Checks.atLeast("threads", threads, 1);
        this.threads = threads;
        this.executor = executor;
        this.checkpoint = checkpoint;
    }

    /** A trainer of this model with {@link TrainingConfig#defaults(ModelConfig)}. */
    public static Trainer of(ModelConfig model) {
        return new Trainer(
                model,
                TrainingConfig.defaults(model),
                SILENT,
                null,
                null,
                null,
                Runtime.getRuntime().availableProcessors(),
                null,
                null);
    }

    /**
     * The trainer for those who have nothing to tune: a {@link NeuMf} whose product half is {@link Blend#defaults} - {@link
     * ImplicitAls} and {@link Mf} of 128 factors each - and whose tower of the layers 128, 64, 32 is trained alone by Adam, 12
     * epochs in batches of 512 with four negatives and an L2 of 1e-4 on its embeddings, without an average: beside such a
     * product half a better tower costs time and changes little (docs/defaults.md). They are joined at an alpha of 0.99 and
     * stay as they are.
     *
     * <p>It is made to rank: its scores are no log-odds, and the probabilities of them mean nothing. Of labelled pairs the
     * product half sees the positives alone; for these a trainer {@linkplain #of of} a config is the better choice.
     *
     * <p>Chosen on the validation parts of splits of five data sets (docs/defaults.md); the rows {@code neumf-default} of
     * docs/results.md are what it gives on test parts, beside other models.
     */
    public static Trainer defaults() {
        Blend product = Blend.defaults();
        TrainingConfig tower = TrainingConfig.paper()
                .withEpochs(12)
                .withBatchSize(512)
                .withRegularization(new Regularization(0, 1e-4, 0, false, 0));
        NeuMf model = NeuMf.defaults()
                .withFactors(Pretraining.factors(product.whole()))
                .withLayers(128, 64, 32);
        return of(model)
                .withTraining(TrainingConfig.paper().withEpochs(0))
                .withPretraining(Pretraining.of(product, tower, 0.99));
    }

    /**
     * A trainer from the JSON that {@link #toJson} writes and a model file holds. What is missing keeps its default.
     *
     * @throws IllegalArgumentException if it is not JSON, or a key is unknown, or a value is of the wrong type or range
     */
    public static Trainer fromJson(String json) {
        var root = Json.parseObject(json);
        Trainer trainer = of(ConfigJson.model(root)).withTraining(ConfigJson.training(root));
        Pretraining pretraining = ConfigJson.pretraining(root);
        return pretraining == null ? trainer : trainer.withPretraining(pretraining);
    }

    /** The same trainer, judging epochs and keeping the best. */
    public Trainer withEarlyStopping(EarlyStopping stopping) {
        return new Trainer(
                model,
                training,
                listener,
                Objects.requireNonNull(stopping, "stopping"),
                pretraining,
                start,
                threads,
                executor,
                checkpoint);
    }

    /**
     * The same trainer, which trains the two halves of its {@link NeuMf} alone before it trains the whole. Early stopping and
     * the listener are for the whole; where it has no epochs, and the halves are joined as they are, the listener is told of
     * the tower's, which are then the {@linkplain TrainingResult#epochs result's}.
     *
     * @throws IllegalArgumentException if the parts do not fit the model
     */
    public Trainer withPretraining(Pretraining pretraining) {
        if (model instanceof NeuMf neuMf) {
            Pretraining.check(model, pretraining.product(), Pretraining.tower(neuMf));
        } else {
            Pretraining.check(model, pretraining.product(), pretraining.product());
        }
        return new Trainer(model, training, listener, stopping, pretraining, null, threads, executor, checkpoint);
    }

    /**
     * The same trainer, whose {@link NeuMf} begins with two trained models in place of drawn weights; see
     * {@link Pretraining}. They must have been made of data with the same users and items as what is trained on.
     *
     * @param product a {@link Gmf}, or an {@link Mf} of two factors fewer than the model has
     * @param tower an {@link Mlp} of the model's layers
     * @param alpha weight of the product half, in [0, 1]
     * @throws IllegalArgumentException if they do not fit the model
     */
    public Trainer withPretrained(NcfModel product, NcfModel tower, double alpha) {
        Pretraining.check(model, product.config(), tower.config());
        Pretraining.checkAlpha(alpha);
        return new Trainer(
                model,
                training,
                listener,
                stopping,
                null,
                new Joined(product, tower, alpha),
                threads,
                executor,
                checkpoint);
    }

    /** The same trainer with another seed of every draw, those of pretraining among them. */
    public Trainer withSeed(long seed) {
        Trainer seeded = withTraining(training.withSeed(seed));
        return pretraining == null ? seeded : seeded.withPretraining(pretraining.withSeed(seed));
    }

    /** The same trainer with another training config. */
    public Trainer withTraining(TrainingConfig training) {
        return new Trainer(model, training, listener, stopping, pretraining, start, threads, executor, checkpoint);
    }

    /** The same trainer with a listener, in place of the one it had. */
    public Trainer withListener(TrainingListener listener) {
        return new Trainer(model, training, listener, stopping, pretraining, start, threads, executor, checkpoint);
    }

    /**
     * The same trainer on another number of threads, the calling one among them; the default is one a core. It changes
     * the time that training takes, and no bit of the model.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Trainer withThreads(int threads) {
        return new Trainer(model, training, listener, stopping, pretraining, start, threads, executor, checkpoint);
    }

    /**
     * The same trainer on the threads of an executor, in place of threads of its own. The calling thread works too, and
     * waits for none that does not come: where the executor has fewer threads to give than {@link #withThreads} asks for,
     * training goes on with those. A thread that is given stays until the run ends.
     */
    public Trainer withExecutor(Executor executor) {
        return new Trainer(
                model,
                training,
                listener,
                stopping,
                pretraining,
                start,
                threads,
                Objects.requireNonNull(executor, "executor"),
                checkpoint);
    }

    /**
     * The same trainer, which writes down how far it has come, so that {@link #resume(Path, Interactions)} can go on from there
     * after a crash or a stop: at the end of an epoch and within it, where about ten seconds have passed since the last time, and
     * no more than a twentieth of the time goes into writing; and whenever a part of a pretrained model or the whole is done. A
     * checkpoint is several times the size of a model: with Adam, weights and two moments, and as much as the weights again for
     * an average and for the best epoch.
     *
     * <p>It is written beside its target, flushed to disk and moved into place in one step. Where that fails, training goes on
     * with a warning, and what was written before is still there. A file that is there when training begins is written over:
     * each run wants a file of its own. What is held to write it, finished parts of a pretrained model, is not in
     * {@link #memoryNeeded}.
     *
     * @param file in a folder that is there
     */
    public Trainer withCheckpoint(Path file) {
        return withCheckpoint(file, CHECKPOINT_EVERY);
    }

    /**
     * The same with another time between two checkpoints.
     *
     * @param file in a folder that is there
     * @param every at least so much; zero for as often as can be, whatever share of the time it takes
     * @throws IllegalArgumentException if the time is negative
     */
    public Trainer withCheckpoint(Path file, Duration every) {
        return withCheckpoint(file, every, () -> {});
    }

    Trainer withCheckpoint(Path file, Duration every, Checkpoints.Listener told) {
        if (every.isNegative()) {
            throw new IllegalArgumentException("the time between checkpoints must not be negative, but is " + every);
        }
        return new Trainer(
                model,
                training,
                listener,
                stopping,
                pretraining,
                start,
                threads,
                executor,
                new Checkpoints.Rule(file, every, told));
    }

    /** Which model it trains. */
    public ModelConfig model() {
        return model;
    }

    /** How it trains. */
    public TrainingConfig training() {
        return training;
    }

    /** How it trains the halves of its {@link NeuMf} before the whole; null if it does not. */
    public @Nullable Pretraining pretraining() {
        return pretraining;
    }

    /** All configs as JSON: {@code {"model": {...}, "training": {...}}}, all values spelled out, and {@code "pretraining"} where there is one. */
    public String toJson() {
        return ConfigJson.write(model, training, pretraining);
    }

    /**
     * Trains on positives: in each epoch every positive is a sample of label 1, and brings {@code negatives} samples of
     * label 0 of the same user, items drawn anew among those the user has not seen, as {@link NegativeSampling} says. A user
     * who has seen every item brings positives only. With {@link Loss#BPR} a sample is a positive with one of its negatives,
     * and such a user brings none.
     *
     * @throws IllegalArgumentException if there are no positives, or if a table of embeddings or a batch's gradients would
     *     be larger than an array can be
     * @throws IllegalStateException if the JVM's heap cannot grow to what training needs ({@link #memoryNeeded}): the message
     *     has both figures; or if the L2 of a product half by least squares is so small that a row has no solution in float
     * @throws TrainingDivergedException if the loss or a weight is no longer finite, or a weight is above 10,000
     * @throws TrainingStoppedException if the calling thread is interrupted: within some thousand samples, or an iteration of
     *     least squares
     */
    public TrainingResult train(Interactions positives) {
        return train(positives, checkpoints(positives.fingerprint()));
    }

    /**
     * Goes on from a checkpoint, in the middle of an epoch if it was written there. The model has the same bytes as that of a run
     * that was never interrupted, on any number of threads before and after; of a run that was done it comes at once. The
     * reports of {@link TrainingResult} are those of all epochs, its seconds are of this run alone; the listener is told of
     * epochs that are new. New checkpoints go where {@link #withCheckpoint} says, if it says so.
     *
     * @param checkpoint what a trainer of the same configs and rule of early stopping wrote, and the same start where it
     *     {@linkplain #withPretrained begins with models}; early stopping must have the same metric, which cannot be checked
     * @throws IOException if it cannot be read, or is no checkpoint ({@link ModelFormatException})
     * @throws IllegalArgumentException if it is of other data or another config; the message names the difference; and as
     *     {@link #train(Interactions)}
     */
    public TrainingResult resume(Path checkpoint, Interactions positives) throws IOException {
        return resumed(checkpoints(positives.fingerprint()).resumeFrom(checkpoint), from -> train(positives, from));
    }

    /** The same for labelled pairs. */
    public TrainingResult resume(Path checkpoint, LabeledPairs pairs) throws IOException {
        return resumed(checkpoints(pairs.fingerprint()).resumeFrom(checkpoint), from -> train(pairs, from));
    }

    /**
     * Goes on from a trained model with more interactions, among them those of users and items that it does not know: these get
     * rows as {@link Model#foldIn} finds them, from what the model knows of their items and users, on the thread that calls.
     *
     * <p>With no epochs, as {@link #defaults} has it, that is all: weights, configs and fingerprint stay, and known users have seen
     * more. With epochs all weights are trained on by these interactions, as {@link #train(Interactions)} does, from an optimizer
     * without memory. Nothing that the model had seen is drawn as a negative, and it counts as seen in the model that comes of
     * it. What is not among these interactions is slowly forgotten, and a rate of learning that suits a beginning undoes some of
     * what was learnt: judge such a model beside one that was fitted anew.
     *
     * <p>Pretraining and models to {@linkplain #withPretrained begin with} are not used, and checkpoints are not written. A metric
     * of early stopping is asked of models with the users and items of both.
     *
     * @param begin a model of this trainer's {@linkplain #model model config}, with any training config; unchanged
     * @param more the new interactions, with the old ones or without
     * @return the model has the users and items of {@code begin} at the same indices, and then the new ones; its
     *     {@linkplain NcfModel#dataFingerprint fingerprint} is, after epochs, of what it had seen and of the new interactions together
     * @throws IllegalArgumentException if the model is of another model config; if there are epochs and it is
     *     {@linkplain NcfModel#withoutHistory without histories}, so that what users have would be drawn as negatives; and as
     *     {@link #train(Interactions)}
     * @throws IllegalStateException if there are users or items to add and the model {@linkplain Model#foldIn has nothing to go
     *     by}; and as {@link #train(Interactions)}
     */
    public TrainingResult update(NcfModel begin, Interactions more) {
        if (!begin.config().equals(model)) {
            throw new IllegalArgumentException(
                    "this trainer trains " + model + ", and the model to go on from is " + begin.config());
        }
        if (!begin.hasHistory() && training.epochs() > 0) {
            throw new IllegalArgumentException("a model without histories cannot be trained on, as what its users have"
                    + " would be drawn as negatives; with 0 epochs new users and items can be added to it");
        }
        long started = System.nanoTime();
        Growth growth = Growth.of(begin, more);
        if (training.epochs() == 0) {
            return new TrainingResult(growth.grown(), List.of(), 0, (System.nanoTime() - started) / 1e9);
        }
        Whole whole = new Whole(growth.network(), begin.origin().pretraining());
        return new Trainer(model, training, listener, stopping, null, whole, threads, executor, null)
                .train(growth.data());
    }

    private static TrainingResult resumed(Checkpoints from, Function<Checkpoints, TrainingResult> run)
            throws IOException {
        try {
            return run.apply(from);
        } catch (Checkpoints.UnreadableException e) {
            throw e.reason();
        }
    }

    private Checkpoints checkpoints(String fingerprint) {
        return new Checkpoints(checkpoint, toJson(), fingerprint, stopping);
    }

    private TrainingResult train(Interactions positives, Checkpoints checkpoints) {
        if (positives.size() == 0) {
            throw new IllegalArgumentException("there is nothing to train on: the interactions hold no positives");
        }
        for (TrainingConfig config : configs()) {
            Samples.check(positives, config);
        }
        memory(positives).requireFits(Runtime.getRuntime().maxMemory());
        return train(
                (trainer, phase) -> trainer.train(
                        Samples.of(positives, trainer.training), trainer.memory(positives), phase, checkpoints),
                () -> positives,
                checkpoints);
    }

    /**
     * Trains on labelled pairs as they are: each is one sample an epoch, none is drawn. The model counts the positive
     * pairs as seen.
     *
     * @throws IllegalArgumentException if there are no pairs, or if a table of embeddings or a batch's gradients would be
     *     larger than an array can be
     * @throws IllegalStateException if the JVM's heap cannot grow to what training needs ({@link #memoryNeeded}): the message
     *     has both figures; or if the L2 of a product half by least squares is so small that a row has no solution in float
     * @throws TrainingDivergedException if the loss or a weight is no longer finite, or a weight is above 10,000
     * @throws TrainingStoppedException if the calling thread is interrupted: within some thousand samples, or an iteration of
     *     least squares
     */
    public TrainingResult train(LabeledPairs pairs) {
        return train(pairs, checkpoints(pairs.fingerprint()));
    }

    private TrainingResult train(LabeledPairs pairs, Checkpoints checkpoints) {
        if (pairs.size() == 0) {
            throw new IllegalArgumentException("there is nothing to train on: there are no labelled pairs");
        }
        for (TrainingConfig config : configs()) {
            Samples.check(config);
        }
        memory(pairs).requireFits(Runtime.getRuntime().maxMemory());
        return train(
                (trainer, phase) ->
                        trainer.train(Samples.of(pairs, trainer.training), trainer.memory(pairs), phase, checkpoints),
                pairs::positives,
                checkpoints);
    }

    /**
     * Trains, by what a trainer does with the data in a phase; where there are halves to begin with, these first.
     *
     * @param positives of the data
     */
    private TrainingResult train(
            BiFunction<Trainer, String, TrainingResult> trained,
            Supplier<Interactions> positives,
            Checkpoints checkpoints) {
        return pretraining != null && model instanceof NeuMf neuMf
                ? train(neuMf, pretraining, trained, positives, checkpoints)
                : trained.apply(this, WHOLE);
    }

    private TrainingResult train(
            NeuMf neuMf,
            Pretraining recipe,
            BiFunction<Trainer, String, TrainingResult> trained,
            Supplier<Interactions> positives,
            Checkpoints checkpoints) {
        long begun = System.nanoTime();
        boolean joinedOnly = training.epochs() == 0;
        LOG.info("pretraining the product half: {}", recipe.product().type());
        NcfModel product =
                product(PRODUCT, recipe.product(), recipe.productTraining(), trained, positives, checkpoints);
        LOG.info("pretraining the tower");
        TrainingListener told = joinedOnly ? listener : SILENT;
        TrainingResult tower = trained.apply(part(Pretraining.tower(neuMf), recipe.towerTraining(), told), TOWER);
        TrainingResult whole = trained.apply(withPretrained(product, tower.model(), recipe.alpha()), WHOLE);
        return new TrainingResult(
                whole.model(),
                joinedOnly ? tower.epochs() : whole.epochs(),
                whole.bestEpoch(),
                (System.nanoTime() - begun) / 1e9);
    }

    private NcfModel product(
            String phase,
            ModelConfig half,
            Fitting fitting,
            BiFunction<Trainer, String, TrainingResult> trained,
            Supplier<Interactions> positives,
            Checkpoints checkpoints) {
        if (fitting instanceof TrainingConfig steps) {
            return trained.apply(part(half, steps, SILENT), phase).model();
        }
        if (fitting instanceof Blend blend) {
            NcfModel first = product(phase + "/first", half, blend.leastSquares(), trained, positives, checkpoints);
            return blend.join(
                    first, product(phase + "/second", blend.model(), blend.steps(), trained, positives, checkpoints));
        }
        ImplicitAls als = (ImplicitAls) fitting;
        Interactions data = positives.get();
        if (checkpoints.hasFinished(phase)) {
            FusionNetwork network =
                    new FusionNetwork(Pretraining.ofLeastSquares(als), data.userCount(), data.itemCount());
            checkpoints.restoreFinished(phase, network);
            return NcfModel.fitted(network, data, als);
        }
        NcfModel fitted;
        try (Team team = team("ncf4j-fit")) {
            fitted = als.fit(data, team);
        }
        checkpoints.finish(phase, fitted.network(), List.of());
        checkpoints.reached("after the product half's least squares");
        return fitted;
    }

    private Team team(String name) {
        return executor == null ? Team.of(threads, name) : Team.on(executor, threads);
    }

    /** Of the whole and of its halves: what does not go with the data is to be found before anything is trained. */
    private List<TrainingConfig> configs() {
        if (training.epochs() == 0 && pretraining == null && start == null) {
            throw new IllegalArgumentException("epochs must be at least 1 where nothing is pretrained, but is 0");
        }
        List<TrainingConfig> configs = new ArrayList<>(List.of(training));
        if (pretraining != null) {
            configs.add(pretraining.towerTraining());
            if (pretraining.productTraining() instanceof TrainingConfig steps) {
                configs.add(steps);
            } else if (pretraining.productTraining() instanceof Blend blend) {
                configs.add(blend.steps());
            }
        }
        return configs;
    }

    private Trainer part(ModelConfig part, TrainingConfig how, TrainingListener told) {
        return new Trainer(part, how, told, null, null, null, threads, executor, null);
    }

    private long samplesAnEpoch(Interactions positives) {
        return training.loss() == Loss.BPR
                ? 2L * positives.size() * training.negatives()
                : positives.size() * (1L + training.negatives());
    }

    /**
     * About how much memory training on these positives takes at its peak, in bytes, the positives themselves and their ids
     * included: with R rows (users and items together) of W weights, padded to whole 16s, and P positives,
     *
     * <pre>
     * data + P / 4 + 4 R (W + 1) + 8 R W for the moments of Adam + 4 R (W + 1) for an average + small change
     * </pre>
     *
     * where data are 4 to 8 bytes a positive, 4 more for a rating and 8 for a time, 4 a user, and the ids. W is
     * {@code 16 ceil((factors + 1) / 16)} for {@link Mf}, {@code 16 ceil(factors / 16)} for {@link Gmf}, and for
     * {@link Mlp} and {@link NeuMf} that of the product half plus half the tower's first layer, each padded. The guide
     * has an example, the exact formula is in the documentation of the architecture. What else the application holds is
     * not counted; {@link #train(Interactions)} fails early if the heap cannot grow to this size.
     *
     * @return bytes, on a 64-bit JVM with compressed references
     */
    public long memoryNeeded(Interactions positives) {
        return memory(positives).bytes();
    }

    /**
     * The same for labelled pairs, of which the data are 9 bytes a pair and the ids.
     *
     * @return bytes, on a 64-bit JVM with compressed references
     */
    public long memoryNeeded(LabeledPairs pairs) {
        return memory(pairs).bytes();
    }

    private TrainingMemory memory(Interactions positives) {
        long seen = 0;
        for (int user = 0; user < positives.userCount(); user++) {
            seen += positives.seenCount(user);
        }
        long allSeen = seen;
        long data = positives.sizeInBytes();
        int users = positives.userCount();
        int items = positives.itemCount();
        return memory(
                trainer -> trainer.memoryOfSteps(
                        users,
                        items,
                        data,
                        Samples.sizeInBytes(positives, trainer.training),
                        trainer.samplesAnEpoch(positives),
                        allSeen),
                als -> TrainingMemory.leastSquares(als.factors(), threads, users, items, positives.size(), data),
                data);
    }

    private TrainingMemory memory(LabeledPairs pairs) {
        int users = pairs.users().size();
        int items = pairs.items().size();
        long positives = pairs.positiveCount();
        long data = pairs.sizeInBytes();
        return memory(
                trainer -> trainer.memoryOfSteps(users, items, data, 0, pairs.size(), positives),
                // of the positives there is a copy, 8 bytes each
                als -> TrainingMemory.leastSquares(
                        als.factors(), threads, users, items, positives, data + 8 * positives),
                data);
    }

    /**
     * The phases of training, the largest of them.
     *
     * @param steps what a trainer's gradient steps take, pretraining aside
     * @param leastSquares what a product half's least squares take
     */
    private TrainingMemory memory(
            Function<Trainer, TrainingMemory> steps, ToLongFunction<ImplicitAls> leastSquares, long data) {
        TrainingMemory own = steps.apply(this);
        if (training.epochs() == 0) {
            own = own.untrained(data);
        }
        if (stopping != null) {
            own = own.with(own.modelBytes());
        }
        if (pretraining == null || !(model instanceof NeuMf neuMf)) {
            return own;
        }
        TrainingMemory product =
                memory(pretraining.product(), pretraining.productTraining(), steps, leastSquares, data);
        TrainingMemory tower = steps.apply(part(Pretraining.tower(neuMf), pretraining.towerTraining(), SILENT));
        return own.with(product.modelBytes() + tower.modelBytes())
                .or(tower.with(product.modelBytes()))
                .or(product);
    }

    /** That of a product half, however it is found. */
    private TrainingMemory memory(
            ModelConfig half,
            Fitting fitting,
            Function<Trainer, TrainingMemory> steps,
            ToLongFunction<ImplicitAls> leastSquares,
            long data) {
        if (fitting instanceof TrainingConfig how) {
            return steps.apply(part(half, how, SILENT));
        }
        // of its steps only the size of the model counts
        TrainingMemory whole = steps.apply(part(half, TrainingConfig.defaults(), SILENT));
        if (fitting instanceof Blend blend) {
            TrainingMemory first = memory(
                    Pretraining.ofLeastSquares(blend.leastSquares()), blend.leastSquares(), steps, leastSquares, data);
            TrainingMemory second = steps.apply(part(blend.model(), blend.steps(), SILENT));
            return whole.untrained(data)
                    .with(first.modelBytes() + second.modelBytes())
                    .or(second.with(first.modelBytes()))
                    .or(first);
        }
        return whole.peak(leastSquares.applyAsLong((ImplicitAls) fitting));
    }

    private TrainingMemory memoryOfSteps(int users, int items, long data, long samples, long sampleCount, long seen) {
        TrainingConfig inSamples =
                training.withBatchSize((int) Math.min(Integer.MAX_VALUE, (long) unit() * training.batchSize()));
        return new TrainingMemory(model, inSamples, threads, users, items, data, samples, sampleCount, seen);
    }

    /** How many samples make one of the batch size: a pair of BPR is two. */
    private int unit() {
        return training.loss() == Loss.BPR ? 2 : 1;
    }

    private TrainingResult train(Samples samples, TrainingMemory memory, String phase, Checkpoints checkpoints) {
        long start = System.nanoTime();
        FusionNetwork network =
                new FusionNetwork(model, samples.users().size(), samples.items().size());
        if (checkpoints.restoreFinished(phase, network)) {
            List<EpochReport> told = checkpoints.finishedReports(phase);
            return new TrainingResult(model(network, samples, told.get(told.size() - 1)), told, told.size(), 0);
        }
        LOG.info(
                "training {} on {} users, {} items, {} samples an epoch; {} threads, {} kernels ({}); needs about {} of"
                        + " memory, the JVM has {}",
                model.type(),
                samples.users().size(),
                samples.items().size(),
                samples.count(),
                threads,
                Engine.kernels(),
                Engine.reason(),
                Bytes.text(memory.bytes()),
                Bytes.text(Runtime.getRuntime().maxMemory()));
        if (this.start == null) {
            network.initialize(training.seed());
        } else {
            this.start.begin(network, samples);
        }
        List<EpochReport> reports = new ArrayList<>();
        FusionNetwork result = training.averaging() > 0 && training.epochs() > 0 ? network.copy() : network;
        int best = run(network, result, samples, reports, phase, checkpoints);
        if (!phase.equals(WHOLE)) {
            checkpoints.finish(phase, result, reports);
            checkpoints.reached("after the " + phase);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        NcfModel trained = model(result, samples, best == 0 ? none() : reports.get(best - 1));
        return new TrainingResult(trained, reports, best, seconds);
    }

    private static void requireSame(Samples samples, NcfModel part) {
        if (!samples.users().equals(part.users()) || !samples.items().equals(part.items())) {
            throw new IllegalArgumentException(
                    "pretrained parts must know the users and items that are trained on: the "
                            + part.config().type() + " has " + part.users() + " and " + part.items() + ", the data has "
                            + samples.users() + " and " + samples.items());
        }
    }

    /** Of a model whose weights are no epoch's. */
    private EpochReport none() {
        return new EpochReport(0, training.epochs(), Double.NaN, Double.NaN, 0, 0);
    }

    private NcfModel model(FusionNetwork network, Samples samples, EpochReport report) {
        return new NcfModel(
                network,
                training,
                samples.users(),
                samples.items(),
                samples.seen(),
                new NcfModel.Origin(
                        samples.fingerprint(),
                        report.loss(),
                        report.auc(),
                        Map.of(),
                        start == null ? null : start.recipe()));
    }

    /**
     * Trains, adds the reports, leaves the best weights in the result and gives their epoch.
     *
     * @param result what is judged and handed back: the network itself, or a copy that becomes its average
     */
    private int run(
            FusionNetwork network,
            FusionNetwork result,
            Samples samples,
            List<EpochReport> reports,
            String phase,
            Checkpoints checkpoints) {
        Judge judge = stopping == null ? null : new Judge(stopping, result, samples);
        if (training.epochs() == 0) {
            if (judge != null) {
                judge.judge(0);
            }
            return 0;
        }
        try (Team team = team("ncf4j-training")) {
            int unit = unit();
            long count = samples.count();
            if (count == 0) {
                throw new IllegalArgumentException(
                        "there is nothing to train on: every user with positives has seen every item");
            }
            // no more work space than the data can fill
            int batchSize = (int) Math.min((long) unit * training.batchSize(), count);
            TrainingConfig config = training.withBatchSize(batchSize);
            long steps = (count + batchSize - 1) / batchSize;
            TrainingStep step = new TrainingStep(network, config, threads, steps, samples.offsets());
            AucHistogram histogram = new AucHistogram();
            Pace pace = new Pace();
            Progress progress = new Progress(phase, network, result, step, judge, reports);
            if (!progress.restore(checkpoints) && judge != null && start != null) {
                judge.judge(0);
            }
            while (progress.position > 0
                    || (progress.epochs < training.epochs() && (judge == null || judge.isPatient()))) {
                int epoch = progress.epochs + 1;
                long start = System.nanoTime() - progress.nanos;
                samples.begin(epoch);
                EpochRun run = new EpochRun(
                                step,
                                samples,
                                count,
                                config,
                                pace,
                                epoch,
                                (position, loss) -> checkpoints.reached(
                                        "in epoch " + epoch + ", after " + position + " of " + count + " samples",
                                        () -> progress.at(position, loss, System.nanoTime() - start)))
                        .from(progress.position, progress.loss);
                try {
                    team.run(run);
                    // a loss is that before the update of its step: the last step of all would go unseen
                    if (!network.isSound()) {
                        throw new TrainingDivergedException(epoch, run.lastStep(), UNSOUND, training);
                    }
                } catch (TrainingDivergedException e) {
                    if (judge == null || !judge.hasBest()) {
                        throw e;
                    }
                    LOG.warn("training ends with the best epoch before: {}", e.getMessage());
                    return judge.restore();
                }
                if (result != network) {
                    // after the first epoch all of the way: what training began with is no part of the average
                    result.approach(network, Math.max(1 - training.averaging(), 2 / (epoch + 1.0)));
                }
                step.takeHistogram(histogram);
                double seconds = (System.nanoTime() - start) / 1e9;
                long units = count / unit;
                EpochReport report =
                        new EpochReport(epoch, training.epochs(), run.loss() / units, histogram.auc(), units, seconds);
                reports.add(report);
                log(report);
                LOG.debug("epoch {}: {}", epoch, pace.alone() ? "one thread trains, the others draw" : "all train");
                listener.onEpoch(report);
                if (judge != null && judge.isDue(epoch, training.epochs())) {
                    judge.judge(epoch);
                }
                progress.epochs = epoch;
                progress.position = 0;
                progress.loss = 0;
                progress.nanos = 0;
                if (epoch < training.epochs() && (judge == null || judge.isPatient())) {
                    checkpoints.reached("after epoch " + epoch, () -> progress.at(0, 0, 0));
                }
            }
            if (phase.equals(WHOLE)) {
                checkpoints.end(() -> progress.at(0, 0, 0));
            }
            return judge == null ? progress.epochs : judge.restore();
        }
    }

    /** How far a phase has come, as a checkpoint has it. */
    private static final class Progress {
        private final String phase;
        private final FusionNetwork network;
        private final List<FusionNetwork.Stretch> floats = new ArrayList<>();
        private final Updaters updaters;
        private final TrainingStep step;
        private final @Nullable Judge judge;
        private final List<EpochReport> reports;

        /** Epochs that are done, the number of the next sample in the one after, and the sum of the losses before it. */
        int epochs;

        long position;
        double loss;
        /** How long that epoch has taken so far. */
        long nanos;

        Progress(
                String phase,
                FusionNetwork network,
                FusionNetwork result,
                TrainingStep step,
                @Nullable Judge judge,
                List<EpochReport> reports) {
            this.phase = phase;
            this.network = network;
            this.step = step;
            this.judge = judge;
            this.reports = reports;
            updaters = step.updaters();
            add("weights/", network);
            List<FusionNetwork.Stretch> weights = network.arrays();
            List<Updater> all = updaters.all();
            for (int i = 0; i < all.size(); i++) {
                float[][] state = all.get(i).state();
                for (int moment = 0; moment < state.length; moment++) {
                    FusionNetwork.Stretch stretch = weights.get(i);
                    floats.add(stretch.of("moment" + (moment + 1) + "/" + stretch.name, state[moment]));
                }
            }
            if (result != network) {
                add("average/", result);
            }
            if (judge != null) {
                add("best/", judge.best);
            }
        }

        private void add(String prefix, FusionNetwork network) {
            for (FusionNetwork.Stretch stretch : network.arrays()) {
                floats.add(stretch.of(prefix + stretch.name, stretch.array));
            }
        }

        /** Moves on within the epoch, or to the beginning of the next; empty with weights that no training goes on from. */
        Optional<Checkpoints.State> at(long position, double loss, long nanos) {
            this.position = position;
            this.loss = loss;
            this.nanos = nanos;
            AucHistogram counted = new AucHistogram();
            step.takeHistogram(counted);
            step.giveHistogram(counted);
            // whether training has diverged is found out at the end of the epoch, at a time that no clock sets
            return network.isSound() ? Optional.of(state(numbers(), counted)) : Optional.empty();
        }

        private Checkpoints.State state(long[] numbers, AucHistogram counted) {
            Map<String, long[]> longs = new LinkedHashMap<>();
            longs.put("numbers", numbers);
            longs.put("positives", counted.counts()[0]);
            longs.put("negatives", counted.counts()[1]);
            return new Checkpoints.State(phase, floats, longs, reports);
        }

        private long[] numbers() {
            return new long[] {
                epochs,
                position,
                Double.doubleToRawLongBits(loss),
                nanos,
                updaters.step(),
                judge == null ? 0 : judge.bestEpoch,
                judge == null ? 0 : Double.doubleToRawLongBits(judge.bestValue),
                judge == null ? 0 : judge.since
            };
        }

        /** Goes on from where a checkpoint was, if this is its phase. */
        boolean restore(Checkpoints checkpoints) {
            long[] numbers = numbers();
            AucHistogram counted = new AucHistogram();
            if (!checkpoints.restore(state(numbers, counted))) {
                return false;
            }
            epochs = (int) numbers[0];
            position = numbers[1];
            loss = Double.longBitsToDouble(numbers[2]);
            nanos = numbers[3];
            updaters.resume(numbers[4]);
            step.giveHistogram(counted);
            if (judge != null) {
                judge.bestEpoch = (int) numbers[5];
                judge.bestValue = Double.longBitsToDouble(numbers[6]);
                judge.since = (int) numbers[7];
            }
            LOG.info("going on after {} epochs and {} samples of the next", epochs, position);
            return true;
        }
    }

    /** Keeps the best weights. */
    private final class Judge {
        private final EarlyStopping rule;
        private final FusionNetwork network;
        private final Samples samples;
        private final FusionNetwork best;
        private int bestEpoch = -1;
        private double bestValue;
        private int since;

        Judge(EarlyStopping rule, FusionNetwork network, Samples samples) {
            this.rule = rule;
            this.network = network;
            this.samples = samples;
            best = network.copy();
        }

        boolean isDue(int epoch, int epochs) {
            return epoch % rule.every() == 0 || epoch == epochs;
        }

        boolean hasBest() {
            return bestEpoch >= 0;
        }

        boolean isPatient() {
            return since < rule.patience();
        }

        void judge(int epoch) {
            double value = rule.metric().applyAsDouble(model(network, samples, none()));
            if (Double.isNaN(value)) {
                throw new IllegalStateException("the metric of early stopping is NaN after epoch " + epoch);
            }
            LOG.info("epoch {}: judged {}", epoch, rounded(value));
            since++;
            if (bestEpoch < 0 || value > bestValue) {
                bestEpoch = epoch;
                bestValue = value;
                since = 0;
                best.assign(network);
            }
        }

        int restore() {
            network.assign(best);
            return bestEpoch;
        }
    }

    private static void log(EpochReport report) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "epoch {}/{}: loss {}, AUC {}, {} samples/s, {} s left",
                    report.epoch(),
                    report.epochs(),
                    rounded(report.loss()),
                    rounded(report.auc()),
                    Math.round(report.samplesPerSecond()),
                    Math.round(report.secondsLeft()));
        }
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4; // keeps NaN, as Math.round does not
    }
}
