package capriccio.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Runs experiments in rounds; within a round every experiment goes through all of its rows, in rotated order. */
final class Campaign {
    private final List<Experiment> experiments;
    private final List<Row> rows;
    private final Effort effort;
    private final int rounds;
    private final Path folder;

    private final Scores scores = new Scores();
    private final List<Failure> failures = new ArrayList<>();
    private int done;

    Campaign(List<Experiment> experiments, List<Row> rows, Effort effort, int rounds, Path folder) {
        this.experiments = experiments;
        this.rows = rows;
        this.effort = effort;
        this.rounds = rounds;
        this.folder = folder;
    }

    /** Is given what there is after each round, so that a campaign that is cut short has a report. */
    interface RoundListener {
        void onRound(Outcome soFar) throws IOException;
    }

    /** Runs all; what fails is in the outcome with its reason. */
    Outcome run(boolean terminal, Map<String, String> absent, Map<String, String> environment, RoundListener listener)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        long forks = rounds * experiments.stream().mapToLong(e -> rowsOf(e).size()).sum();
        @Nullable ProgressBar bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("bench/run")
                        .setInitialMax(forks)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build()
                : null;
        try {
            for (int round = 0; round < rounds; round++) {
                for (Experiment experiment : experiments) {
                    List<Row> order = new ArrayList<>(rowsOf(experiment));
                    Collections.rotate(order, -round);
                    for (Row row : order) {
                        say(bar, experiment.id + " " + row.name() + ", round " + (round + 1));
                        fork(experiment, row, round);
                        step(bar);
                    }
                }
                done = round + 1;
                listener.onRound(outcome(absent, environment));
            }
        } finally {
            if (bar != null) {
                bar.close();
            }
        }
        return outcome(absent, environment);
    }

    private Outcome outcome(Map<String, String> absent, Map<String, String> environment) {
        Map<String, String> facts = new LinkedHashMap<>(environment);
        facts.put("rounds done", Integer.toString(done));
        return new Outcome(experiments, rows, absent, scores, failures, facts);
    }

    private List<Row> rowsOf(Experiment experiment) {
        return rows.stream().filter(row -> row.experiments().contains(experiment)).toList();
    }

    private void fork(Experiment experiment, Row row, int round) throws InterruptedException {
        Jdk jdk = row.jdk();
        if (jdk == null) {
            throw new IllegalStateException(row.name() + " runs without a JDK");
        }
        try {
            scores.add(new Fork(experiment, row, jdk, effort, folder).run(round));
        } catch (IOException e) {
            failures.add(new Failure(experiment, row.name(), round, String.valueOf(e.getMessage())));
        }
    }

    private static void say(@Nullable ProgressBar bar, String text) {
        if (bar == null) {
            System.err.println(text);
        } else {
            bar.setExtraMessage(text);
        }
    }

    private static void step(@Nullable ProgressBar bar) {
        if (bar != null) {
            bar.step();
        }
    }
}
