package capriccio.bench.compare;

import capriccio.bench.load.LoadResult;
import capriccio.bench.report.Slice;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a comparison has come: a bar on a terminal, otherwise one plain line per slice on standard error. */
final class Progress implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    Progress(boolean terminal, int slices) {
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("compare")
                        .setInitialMax(slices)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build()
                : null;
    }

    void say(String text) {
        if (bar != null) {
            bar.setExtraMessage(text);
        }
    }

    void step(Slice slice) {
        if (bar != null) {
            bar.step();
            return;
        }
        LoadResult result = slice.result();
        String what = slice.isSound() && result != null
                ? String.format(Locale.ROOT, "%,.0f requests/s", result.throughput())
                : "failed: " + slice.failure();
        System.err.printf(
                "round %d  %-14s %6d connections  %s%n", slice.round() + 1, slice.row(), slice.connections(), what);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
