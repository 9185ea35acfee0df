package capriccio.seda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.NullElement;
import seda.sandStorm.lib.aDisk.AFile;
import seda.sandStorm.lib.aDisk.AFileCloseRequest;
import seda.sandStorm.lib.aDisk.AFileCompletion;
import seda.sandStorm.lib.aDisk.AFileEOFReached;
import seda.sandStorm.lib.aDisk.AFileIOCompleted;
import seda.sandStorm.lib.aDisk.AFileIOExceptionOccurred;
import seda.sandStorm.lib.aDisk.AFileMgr;
import seda.sandStorm.lib.aDisk.AFileReadRequest;
import seda.sandStorm.lib.aDisk.AFileRequest;
import seda.sandStorm.lib.aDisk.AFileSeekRequest;
import seda.sandStorm.lib.aDisk.AFileStat;
import seda.sandStorm.lib.aDisk.AFileWriteRequest;
import seda.sandStorm.lib.aDisk.FileIsDirectoryException;

class AFileTest extends RuntimeTests {
    @TempDir
    private Path folder;

    private AFile open(String name, boolean create, boolean readOnly) throws IOException {
        return new AFile(folder.resolve(name).toString(), events, create, readOnly);
    }

    private AFile containing(String text) throws IOException {
        Files.writeString(folder.resolve("file"), text);
        return open("file", false, false);
    }

    private static BufferElement text(String text) {
        return new BufferElement(text.getBytes(US_ASCII));
    }

    private String nextRead(int size) {
        AFileIOCompleted done = next(AFileIOCompleted.class);
        assertThat(done.sizeCompleted).isEqualTo(size);
        BufferElement buffer = ((AFileReadRequest) done.getRequest()).getBuffer();
        return new String(buffer.data, buffer.offset, size, US_ASCII);
    }

    @Test
    void readsAreFullShortOrAtTheEnd() throws Exception {
        AFile file = containing("0123456789");
        file.read(new BufferElement(4));
        assertThat(nextRead(4)).isEqualTo("0123");
        file.read(new BufferElement(new byte[6], 2, 3)); // where the last one ended
        assertThat(nextRead(3)).isEqualTo("456");
        file.read(new BufferElement(9), 8);
        assertThat(nextRead(2)).isEqualTo("89");
        AFileEOFReached end = next(AFileEOFReached.class);
        assertThat(end.getFile()).isSameAs(file);
        file.read(new BufferElement(1));
        next(AFileEOFReached.class);
        file.read(new BufferElement(new byte[0]));
        assertThat(nextRead(0)).isEmpty();
        file.seek(3);
        file.read(new BufferElement(2));
        assertThat(nextRead(2)).isEqualTo("34");
        assertThat(events.size()).isZero();
    }

    @Test
    void anEmptyFileHasOnlyAnEnd() throws Exception {
        AFile file = containing("");
        file.read(new BufferElement(10));
        next(AFileEOFReached.class);
        AFileStat stat = file.stat();
        assertThat(stat.length).isZero();
        assertThat(stat.afile).isSameAs(file);
        assertThat(stat.canRead && stat.canWrite && !stat.isDirectory).isTrue();
    }

    @Test
    void writesAreDoneInOrderBeforeTheFlushAndTheClose() throws Exception {
        AFile file = open("new", true, false);
        file.write(text("hello"));
        file.write(text("J"), 0);
        file.write(new BufferElement("[ally]".getBytes(US_ASCII), 1, 4));
        byte[] large = new byte[300_000];
        new Random(5).nextBytes(large);
        file.write(new BufferElement(large), 1000);
        file.flush();
        file.close();
        file.close();
        assertThat(file.enqueue_lossy(new AFileSeekRequest(1, null))).isFalse();
        for (int size : new int[] {5, 1, 4, large.length}) {
            assertThat(next(AFileIOCompleted.class).sizeCompleted).isEqualTo(size);
        }
        assertThat(next(SinkFlushedEvent.class).sink).isSameAs(file);
        assertThat(next(SinkClosedEvent.class).sink).isSameAs(file);
        byte[] content = Files.readAllBytes(Path.of(file.getFilename()));
        assertThat(new String(content, 0, 5, US_ASCII)).isEqualTo("Jally");
        assertThat(Arrays.copyOfRange(content, 1000, content.length)).isEqualTo(large);
        sandstorm.shutdown();
        assertThat(events.dequeue_all()).isNull();
    }

    @Test
    void whatCannotBeOpenedIsSaidAtOnce() throws Exception {
        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> open("missing", false, true))
                .withMessageStartingWith("File not found: ");
        assertThatExceptionOfType(FileIsDirectoryException.class)
                .isThrownBy(() -> new AFile(folder.toString(), events, true, false));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> open("missing/file", true, false));
        assertThat(open("made", true, true).stat().length).isZero();
    }

    @Test
    void whatCannotBeQueuedIsSaidAtOnce() throws Exception {
        Files.writeString(folder.resolve("file"), "text");
        AFile file = open("file", false, true);
        List<QueueElementIF> bad = new ArrayList<>(List.of(
                new NullElement(),
                new AFileWriteRequest(text("x"), events),
                new AFileSeekRequest(-1, events)));
        bad.add(null);
        for (QueueElementIF element : bad) {
            assertThatExceptionOfType(BadQueueElementException.class).isThrownBy(() -> file.enqueue(element));
        }
        assertThatExceptionOfType(BadQueueElementException.class).isThrownBy(() -> file.write(text("x")));
        assertThatExceptionOfType(BadQueueElementException.class)
                .isThrownBy(() -> file.read(new BufferElement(1), -1))
                .withMessageContaining("-1");
        assertThatNullPointerException().isThrownBy(() -> new AFileReadRequest(null, events));
        AFileReadRequest good = new AFileReadRequest(new BufferElement(1), events);
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> file.enqueue_many(new QueueElementIF[] {good, null}));
        file.enqueue(new AFileCloseRequest(events));
        assertThat(next(SinkClosedEvent.class).sink).isSameAs(file); // and not the read: all or nothing
        assertThatExceptionOfType(SinkClosedException.class).isThrownBy(() -> file.read(new BufferElement(1)));
    }

    /** Two threads on one file would write over each other's records, or mix up the position. */
    @Test
    void aFileIsInOneThreadsHandsAtATime() throws Exception {
        restart(
                "global.aDisk.enable=true",
                "global.aDisk.threadPool.initialThreads=8",
                "global.aDisk.threadPool.minThreads=8");
        AFile file = open("log", true, false);
        int writers = 4;
        int each = 500;
        for (int w = 0; w < writers; w++) {
            int writer = w;
            new Thread(() -> writeRecords(file, writer, each)).start();
        }
        for (int i = 0; i < writers * each; i++) {
            assertThat(next(AFileIOCompleted.class).sizeCompleted).isEqualTo(8);
        }
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(Path.of(file.getFilename())));
        int[] nextOf = new int[writers];
        while (log.hasRemaining()) {
            int writer = log.getInt();
            assertThat(log.getInt()).isEqualTo(nextOf[writer]++);
        }
        assertThat(nextOf).containsOnly(each);
    }

    private static void writeRecords(AFile file, int writer, int count) {
        for (int i = 0; i < count; i++) {
            try {
                file.write(new BufferElement(ByteBuffer.allocate(8).putInt(writer).putInt(i).array()));
            } catch (SinkException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Path namedPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        Process mkfifo;
        try {
            mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo on this host: " + e);
            return pipe;
        }
        assumeTrue(mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "mkfifo failed");
        return pipe;
    }

    /** A read of an empty pipe waits: what is asked of another file meanwhile is done by another thread. */
    private void readBesideAPipe() throws Exception {
        Path path = namedPipe();
        AFile pipe = new AFile(path.toString(), events, false, false);
        pipe.read(new BufferElement(2));
        AFile file = containing("text");
        file.read(new BufferElement(4));
        assertThat(next(AFileIOCompleted.class).getFile()).isSameAs(file);
        try (FileOutputStream writer = new FileOutputStream(path.toFile())) {
            writer.write(new byte[2]);
        }
        assertThat(next(AFileIOCompleted.class).getFile()).isSameAs(pipe);
    }

    @Test
    void filesAreServedSideBySide() throws Exception {
        restart("global.aDisk.threadPool.initialThreads=2");
        readBesideAPipe();
    }

    @Test
    void thePoolGrowsByRequestsUnderWay() throws Exception {
        restart(
                "global.aDisk.threadPool.initialThreads=1",
                "global.aDisk.threadPool.sizeController.delay=1",
                "global.aDisk.threadPool.sizeController.threshold=2");
        readBesideAPipe();
    }

    @Test
    void aFailureIsAnEventAndTheNextRequestIsCarriedOut() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full on this host");
        AFile file = new AFile(full.toString(), events, false, false);
        file.write(text("lost"));
        file.read(new BufferElement(3));
        AFileIOExceptionOccurred failed = next(AFileIOExceptionOccurred.class);
        assertThat(failed.ioe).isNotNull();
        assertThat(failed.getRequest()).isInstanceOf(AFileWriteRequest.class);
        assertThat(next(AFileIOCompleted.class).sizeCompleted).isEqualTo(3);
    }

    @Test
    void aBufferThatHasBecomeImpossibleAndASinkThatThrowsLeaveTheFileServed() throws Exception {
        AFile file = containing("text");
        BufferElement impossible = new BufferElement(2);
        impossible.size = 3;
        file.read(impossible);
        assertThat(next(AFileIOExceptionOccurred.class).ioe).hasMessageContaining("cannot carry out");
        FiniteQueue angry = new FiniteQueue();
        angry.setEnqueuePredicate(event -> {
            throw new IllegalStateException("expected by the test");
        });
        file.enqueue(new AFileReadRequest(new BufferElement(1), angry));
        file.read(new BufferElement(2));
        assertThat(nextRead(2)).isEqualTo("ex");
    }

    @Test
    void deletedAndShortenedFilesAreReadAsTheSystemDoes() throws Exception {
        AFile file = containing("0123456789");
        Files.write(folder.resolve("file"), new byte[4]); // shortened in place
        file.read(new BufferElement(10));
        assertThat(nextRead(4)).hasSize(4);
        next(AFileEOFReached.class);
        Files.delete(folder.resolve("file"));
        file.read(new BufferElement(4), 0);
        assertThat(nextRead(4)).hasSize(4);
        assertThat(file.stat().length).isZero();
    }

    @Test
    void eachRequestIsAnsweredExactlyOnceInItsFilesOrder() throws Exception {
        restart("global.aDisk.threadPool.initialThreads=4");
        int files = 20;
        int requests = 300;
        int length = 1000;
        Map<AFile, List<AFileRequest>> asked = new HashMap<>();
        int expected = 0;
        Random random = new Random(11);
        for (int f = 0; f < files; f++) {
            Files.write(folder.resolve("f" + f), new byte[length]);
            asked.put(open("f" + f, false, true), new ArrayList<>());
        }
        for (int i = 0; i < requests; i++) {
            for (AFile file : asked.keySet()) {
                int at = random.nextInt(length + 100);
                int size = 1 + random.nextInt(300);
                expected += at >= length || at + size <= length ? 1 : 2;
                AFileRequest read = new AFileReadRequest(new BufferElement(size), null);
                file.enqueue_many(new QueueElementIF[] {new AFileSeekRequest(at, null), read});
                requireNonNull(asked.get(file)).add(read);
            }
        }
        Map<AFile, Integer> place = new HashMap<>();
        Set<AFileRequest> partial = new HashSet<>();
        for (int i = 0; i < expected; i++) {
            AFileCompletion done = next(AFileCompletion.class);
            AFileReadRequest request = (AFileReadRequest) done.getRequest();
            int at = place.getOrDefault(done.getFile(), 0);
            assertThat(requireNonNull(asked.get(done.getFile())).get(at)).isSameAs(request);
            boolean more = done instanceof AFileIOCompleted part && part.sizeCompleted < request.getBuffer().size;
            assertThat(!more || partial.add(request)).isTrue();
            place.put(done.getFile(), more ? at : at + 1);
        }
        assertThat(place.values()).hasSize(files).containsOnly(requests);
        assertThat(events.dequeue_all()).isNull();
    }

    @Test
    void theLayerStartsItselfAndEndsWithTheRuntime() throws Exception {
        sandstorm.shutdown();
        AFile file = containing("text");
        assertThat(seda.sandStorm.main.Sandstorm.getSandstorm()).isNotNull();
        file.read(new BufferElement(4));
        assertThat(nextRead(4)).isEqualTo("text");
        sandstorm = seda.sandStorm.main.Sandstorm.getSandstorm();
        SinkIF stage = sandstorm.getManager().getStage("AFileTPTM Stage").getSink();
        await().until(() -> stage.size() == 0); // requests under way: the last is counted until it is answered
        AFileMgr.initialize(sandstorm.getManager(), sandstorm.getSystemManager());
        sandstorm.shutdown();
        assertThatExceptionOfType(SinkClosedException.class)
                .isThrownBy(() -> file.read(new BufferElement(1)))
                .withMessageContaining("shut down");
        file.close();
        restart("global.aDisk.enable=true");
        containing("more").read(new BufferElement(4));
        assertThat(nextRead(4)).isEqualTo("more");
    }
}
