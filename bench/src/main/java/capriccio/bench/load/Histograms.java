package capriccio.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Histograms of nanoseconds from 1 µs to two minutes, with three digits. */
public final class Histograms {
    private static final long LOWEST = 1_000L;
    private static final long HIGHEST = 120_000_000_000L;

    private static final double[] PERCENTILES = {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

    private Histograms() {}

    static Histogram create() {
        return create(3);
    }

    /** With another number of digits. */
    static Histogram create(int digits) {
        return new Histogram(LOWEST, HIGHEST, digits);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST));
    }

    static LoadResult.Times times(Histogram h) {
        return new LoadResult.Times(
                h.getTotalCount(),
                h.getTotalCount() == 0 ? 0 : h.getMean() / 1e3,
                micros(h, 50),
                micros(h, 90),
                micros(h, 99),
                micros(h, 99.9),
                h.getMaxValue() / 1e3);
    }

    /** The percentile of {@code histogram} in microseconds; 0 if it is empty. */
    public static double micros(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3;
    }

    /** Pairs of a percentile and its time in milliseconds, for a chart; none if {@code histogram} is empty. */
    public static List<double[]> curve(Histogram histogram) {
        List<double[]> curve = new ArrayList<>();
        if (histogram.getTotalCount() > 0) {
            for (double percentile : PERCENTILES) {
                curve.add(new double[] {percentile, micros(histogram, percentile) / 1e3});
            }
        }
        return curve;
    }

    static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The inverse of what {@link LoadResult#responseHistogram} holds. */
    public static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a compressed histogram: " + e.getMessage(), e);
        }
    }

    static void writeLog(Histogram histogram, Path file, long startMillis, long endMillis) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
            try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
                HistogramLogWriter writer = new HistogramLogWriter(out);
                writer.outputLogFormatVersion();
                writer.outputLegend();
                writer.outputIntervalHistogram(startMillis / 1e3, endMillis / 1e3, histogram, 1e6);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
