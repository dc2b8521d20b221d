package org.ncf4j.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Judging a model. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class EvaluationBenchmark {
    private static final int SCORES = 1_000_000;

    /** A million scores that are known already; one item in five is wanted, and scores a little higher. */
    @State(Scope.Benchmark)
    public static class Scores {
        private final float[] scores = new float[SCORES];
        private final boolean[] wanted = new boolean[SCORES];
        private Interactions none = empty();
        private Interactions test = empty();
        private Scorer scorer = new Table(none.users(), none.items(), scores);
        private LabeledPairs pairs =
                LabeledPairs.of(none.users(), none.items(), new int[0], new int[0], new boolean[0]);
        private RankingEvaluator evaluator = new RankingEvaluator();

        private static Interactions empty() {
            IdIndex ids = IdIndex.range("", 1);
            return Interactions.of(ids, ids, new int[0], new int[0], Interactions.Order.NONE);
        }

        /** Draws the scores. */
        @Setup
        public void prepare() {
            SplittableRandom random = new SplittableRandom(1);
            int positives = 0;
            for (int i = 0; i < SCORES; i++) {
                wanted[i] = random.nextInt(5) == 0;
                scores[i] = (float) (random.nextGaussian() + (wanted[i] ? 1 : 0));
                positives += wanted[i] ? 1 : 0;
            }
            int[] relevant = new int[positives];
            int[] items = new int[SCORES];
            for (int i = 0, next = 0; i < SCORES; i++) {
                items[i] = i;
                if (wanted[i]) {
                    relevant[next++] = i;
                }
            }
            IdIndex user = IdIndex.range("user", 1);
            IdIndex item = IdIndex.range("item", SCORES);
            none = Interactions.of(user, item, new int[0], new int[0], Interactions.Order.NONE);
            test = Interactions.of(user, item, new int[positives], relevant, Interactions.Order.NONE);
            pairs = LabeledPairs.of(user, item, new int[SCORES], items, wanted);
            scorer = new Table(user, item, scores);
            evaluator =
                    new RankingEvaluator().withMetrics(List.of(Metrics.auc())).withThreads(1);
        }
    }

    /** The same scores for every user. */
    private static final class Table implements Scorer {
        private final IdIndex users;
        private final IdIndex items;
        private final float[] scores;

        Table(IdIndex users, IdIndex items, float[] scores) {
            this.users = users;
            this.items = items;
            this.scores = scores;
        }

        @Override
        public IdIndex users() {
            return users;
        }

        @Override
        public IdIndex items() {
            return items;
        }

        @Override
        public void scoreAll(int user, float[] out) {
            System.arraycopy(scores, 0, out, 0, scores.length);
        }

        @Override
        public void score(int user, int[] items, float[] out) {
            for (int i = 0; i < items.length; i++) {
                out[i] = scores[items[i]];
            }
        }
    }

    /** W1's model trained on positives of MovieLens-1M's number, one more held out for each of 6,040 users. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class Ml1m {
        /** The engine's kernels. */
        @Param({"portable", "vector"})
        public String kernels = "";

        /** The calling one among them. */
        @Param({"1", "2"})
        public int threads;

        private final Workload.Split split = Workload.split();
        private NcfModel model;
        private RankingEvaluator evaluator = new RankingEvaluator();

        /** Trains the model. */
        @Setup
        public void prepare() {
            Workload.useKernels(kernels);
            model = Trainer.of(Workload.model())
                    .withTraining(TrainingConfig.paper().withEpochs(1).withNegatives(1))
                    .train(split.train())
                    .model();
            evaluator = new RankingEvaluator().withThreads(threads);
        }
    }

    /** AUC of a million scores of one user, on one thread. */
    @Benchmark
    public Evaluation auc(Scores scores) {
        return scores.evaluator.evaluate(scores.scorer, scores.none, scores.test);
    }

    /** The same as pooled AUC of a million labelled pairs, with the bootstrap's interval. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 1)
    @Measurement(iterations = 2)
    public Evaluation.Estimate pooledAuc(Scores scores) {
        return Metrics.pooledAuc(scores.scorer, scores.pairs);
    }

    /** The seven standard metrics at 10 over all unseen items for all users. */
    @Benchmark
    public Evaluation fullRanking(Ml1m ml1m) {
        return ml1m.evaluator.evaluate(ml1m.model, ml1m.split.test());
    }
}
