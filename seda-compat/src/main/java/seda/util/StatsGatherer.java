package seda.util;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gathers values and their histogram under a name by which it is found again; a new one of the same name replaces the
 * old. Safe for any thread.
 */
@SuppressWarnings("rawtypes") // the contract of 2002
public class StatsGatherer {
    private static final Map<String, StatsGatherer> ALL = new ConcurrentHashMap<>();

    public int num;
    public double maxVal;
    public double minVal;
    public double cumulativeVal;

    private final String tag;
    private final int bucket;
    private final int skip;
    private final TreeMap<Long, Integer> histogram = new TreeMap<>(); // by bucket number
    private int skipped;

    /**
     * Registers a gatherer.
     *
     * @param tag what its printed lines begin with
     * @param bucketSize how wide a column of the histogram is; at least 1
     * @param skip how many values are ignored first
     */
    @SuppressWarnings("this-escape") // found by its name from now on: everything is set
    public StatsGatherer(String name, String tag, int bucketSize, int skip) {
        this.tag = tag;
        this.bucket = Math.max(1, bucketSize);
        this.skip = skip;
        ALL.put(name, this);
    }

    public StatsGatherer(String name, String tag, int bucketSize) {
        this(name, tag, bucketSize, 0);
    }

    /** The gatherer of that name, or null. */
    public static StatsGatherer lookup(String name) {
        return ALL.get(name);
    }

    public static Enumeration lookupAll() {
        return Collections.enumeration(ALL.values());
    }

    /** Prints every histogram. */
    public static void dumpAll() {
        ALL.values().forEach(StatsGatherer::dumpHistogram);
    }

    /** Forgets all values; those skipped stay skipped. */
    public synchronized void reset() {
        num = 0;
        maxVal = 0;
        minVal = 0;
        cumulativeVal = 0;
        histogram.clear();
    }

    public synchronized void add(double value) {
        if (skipped < skip) {
            skipped++;
            return;
        }
        maxVal = num == 0 ? value : Math.max(maxVal, value);
        minVal = num == 0 ? value : Math.min(minVal, value);
        num++;
        cumulativeVal += value;
        histogram.merge((long) Math.floor(value / bucket), 1, Integer::sum);
    }

    /** Prints a line per column of the histogram, then one with mean, maximum and 90th percentile, to the standard error. */
    public synchronized void dumpHistogram() {
        StringBuilder text = new StringBuilder();
        histogram.forEach((column, count) -> text.append(tag + " " + column * bucket + " ms " + count + " count "
                + MDWUtil.format(count * 100.0 / num) + " pct\n"));
        text.append(tag + ": num " + num + " avg " + MDWUtil.format(mean()) + " max " + MDWUtil.format(maxVal) + " 90th "
                + MDWUtil.format(percentile(0.9)));
        System.err.println(text);
    }

    public synchronized int num() {
        return num;
    }

    /** 0 when there is no value. */
    public synchronized double mean() {
        return num == 0 ? 0 : cumulativeVal / num;
    }

    public synchronized double min() {
        return minVal;
    }

    public synchronized double max() {
        return maxVal;
    }

    /** The lower end of the column in which the value of that rank is, 0 to 1; 0 when there is no value. */
    public synchronized double percentile(double rank) {
        int wanted = Math.min((int) (num * rank), num - 1);
        int seen = 0;
        for (Map.Entry<Long, Integer> column : histogram.entrySet()) {
            seen += column.getValue();
            if (seen > wanted) {
                return (double) column.getKey() * bucket;
            }
        }
        return 0;
    }
}
