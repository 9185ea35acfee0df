package capriccio.iointercept.agent;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.policy.Governor;
import capriccio.blockinggraph.policy.PolicyState;
import capriccio.continuations.runtime.Scheduler;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The last {@link #SECONDS} seconds of threads, admission and limits, one sample a second. Of one thread. */
final class ViewHistory {
    static final int SECONDS = 300;
    private static final String[] COLUMNS = {"alive", "started", "parks", "queued", "held", "admitted", "waiting", "refused"};
    private static final int USED = COLUMNS.length;
    private static final int LIMIT = USED + Resource.MOST;
    private static final int WIDTH = LIMIT + Resource.MOST;

    private final Scheduler scheduler;
    private final @Nullable Governor governor;
    /** A ring: the newest is before {@link #count}. */
    private final double[][] samples = new double[SECONDS][];

    private final long[] times = new long[SECONDS];
    private int count;

    ViewHistory(Scheduler scheduler, @Nullable Governor governor) {
        this.scheduler = scheduler;
        this.governor = governor;
    }

    void sample(long now) {
        double[] sample = new double[WIDTH];
        Arrays.fill(sample, Double.NaN);
        sample[0] = scheduler.alive();
        sample[1] = scheduler.started();
        sample[2] = scheduler.parks();
        if (governor != null) {
            PolicyState state = governor.state();
            sample[3] = state.queued();
            sample[4] = state.held();
            sample[5] = governor.admission().admitted();
            sample[6] = governor.admission().waiting();
            sample[7] = governor.admission().refused();
            for (PolicyState.Limit limit : state.limits()) {
                sample[USED + limit.resource()] = limit.used();
                sample[LIMIT + limit.resource()] = limit.limit();
            }
        }
        int slot = count++ % SECONDS;
        times[slot] = now;
        samples[slot] = sample;
    }

    /** Columns by name, oldest first; those of which nothing is known are left out. */
    void write(Json json, long now) throws IOException {
        json.key("history").open('{').key("secondsAgo").open('[');
        for (int i = first(); i < count; i++) {
            json.real((now - times[i % SECONDS]) / 1e9);
        }
        json.close(']');
        for (int c = 0; c < WIDTH; c++) {
            if (isKnown(c)) {
                json.key(name(c)).open('[');
                for (int i = first(); i < count; i++) {
                    json.real(samples[i % SECONDS][c]);
                }
                json.close(']');
            }
        }
        json.close('}');
    }

    private int first() {
        return Math.max(0, count - SECONDS);
    }

    private static String name(int column) {
        if (column < USED) {
            return COLUMNS[column];
        }
        return column < LIMIT ? "used" + (column - USED) : "limit" + (column - LIMIT);
    }

    private boolean isKnown(int column) {
        for (int i = first(); i < count; i++) {
            if (!Double.isNaN(samples[i % SECONDS][column])) {
                return true;
            }
        }
        return false;
    }
}
