package capriccio.seda.haboob;

import capriccio.seda.runtime.Log;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.lib.http.httpOKResponse;
import seda.sandStorm.lib.http.httpRequest;
import static java.util.Objects.requireNonNull;

/**
 * The {@code BottleneckStage}: a page of 8 KB that costs much I/O and CPU. For each a file is opened 50 times, or as often as
 * {@code opens} says, and each time 100 times 100 bytes are read and 50 times 100 numbers added.
 */
public class Bottleneck extends Handler {
    private static final int OPENS = 50;
    private static final int MOST_OPENS = 1_000_000;
    private static final int READS = 100;
    private static final int READ_BYTES = 100;
    private static final int SUMS = 50;
    private static final int PAGE_BYTES = 8192;
    private static final double FULL_QUALITY = 1.0;

    private @Nullable StageWrapperIF stage;
    private @Nullable Path file;
    private boolean ownFile;
    private int opens = OPENS;

    /** Called by the runtime. */
    public Bottleneck() {}

    @Override
    public void init(ConfigDataIF config) throws Exception {
        Settings settings = new Settings(config);
        Path given = settings.file("dataFile", false);
        opens = settings.number("opens", 1, MOST_OPENS, OPENS, "give a number from 1 to " + MOST_OPENS);
        configure(settings, config);
        settings.check();
        stage = config.getStage().getWrapper();
        file = given == null ? temporaryFile() : given;
        ownFile = given == null;
    }

    /** Reads further settings. */
    void configure(Settings settings, ConfigDataIF config) {}

    private static Path temporaryFile() throws IOException {
        byte[] bytes = new byte[READS * READ_BYTES];
        new Random(1).nextBytes(bytes);
        Path path = Files.createTempFile("haboob-bottleneck", ".data");
        path.toFile().deleteOnExit();
        return Files.write(path, bytes);
    }

    @Override
    public void destroy() throws IOException {
        if (ownFile && file != null) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    void on(QueueElementIF event) throws SinkException {
        if (event instanceof httpRequest request) {
            long sum = work();
            HttpSend.sendResponse(request, page(sum), false);
            onAnswered(request.timestamp);
        }
    }

    /** Called after each page, with when its request came. */
    void onAnswered(long timestamp) {}

    /** What has been added up, so that it must be. */
    private long work() {
        byte[] data = new byte[READ_BYTES];
        long sum = 0;
        try {
            for (int open = 0; open < opens; open++) {
                try (InputStream in = new FileInputStream(requireNonNull(file, "init comes first").toFile())) {
                    for (int read = 0; read < READS; read++) {
                        in.readNBytes(data, 0, READ_BYTES);
                    }
                }
                for (int pass = 0; pass < SUMS; pass++) {
                    for (byte number : data) {
                        sum += number;
                    }
                }
            }
        } catch (IOException e) {
            Log.line("Haboob: Warning: the bottleneck page goes without its work: " + e);
        }
        return sum;
    }

    private httpOKResponse page(long sum) {
        StageWrapperIF own = requireNonNull(stage, "init comes first");
        ResponseTimeControllerIF controller = own.getResponseTimeController();
        String text = String.format(
                Locale.ROOT,
                "BOTTLENECK: 90thRT %.4f targetRT %.4f quality %.4f sum %d%n",
                own.getStats().get90thRT(),
                controller == null ? target() : controller.getTarget(),
                FULL_QUALITY,
                sum);
        httpOKResponse response = new httpOKResponse("text/plain", PAGE_BYTES);
        int offset = response.getPayload().offset;
        byte[] data = response.getPayload().data;
        Arrays.fill(data, offset, data.length, (byte) ' ');
        byte[] line = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(line, 0, data, offset, line.length);
        return response;
    }

    /** The response time that is wanted, in ms; -1 if none is. */
    double target() {
        return -1;
    }
}
