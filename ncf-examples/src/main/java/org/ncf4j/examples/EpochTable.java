package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.ncf4j.model.EpochReport;
import org.ncf4j.model.TrainingListener;

/**
 * Prints a line for each epoch: at once; or, where a progress bar runs on standard error meanwhile, when it is done. Used
 * by the training thread alone.
 */
final class EpochTable implements TrainingListener, AutoCloseable {
    private final PrintWriter out;
    private final @Nullable ProgressBar bar;
    private final List<EpochReport> held = new ArrayList<>();
    private boolean begun;

    EpochTable(PrintWriter out, int epochs, boolean showsProgress) {
        this(out, showsProgress ? bar(epochs) : null);
    }

    /** With the bar to move on, which is closed with this; null for none. */
    EpochTable(PrintWriter out, @Nullable ProgressBar bar) {
        this.out = out;
        this.bar = bar;
    }

    @Override
    public void onEpoch(EpochReport report) {
        if (bar == null) {
            print(report);
        } else {
            held.add(report);
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f, AUC %s", report.loss(), auc(report)));
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            held.forEach(this::print);
            held.clear();
        }
    }

    private void print(EpochReport report) {
        if (!begun) {
            out.println(String.format("%5s  %8s  %8s  %12s  %10s", "epoch", "loss", "AUC", "samples/s", "time left"));
            begun = true;
        }
        out.println(String.format(
                Locale.ROOT,
                "%5d  %8.4f  %8s  %,12.0f  %8.1f s",
                report.epoch(),
                report.loss(),
                auc(report),
                report.samplesPerSecond(),
                report.secondsLeft()));
        out.flush();
    }

    /** There is none where all labels are alike. */
    private static String auc(EpochReport report) {
        return Double.isNaN(report.auc()) ? "-" : String.format(Locale.ROOT, "%.4f", report.auc());
    }

    private static ProgressBar bar(int epochs) {
        return new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(epochs)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .build();
    }
}
