package capriccio.iointercept.programs;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** Files, pipes in the file system, pipes of NIO, and names: what blocks lets others run, and fails as it ought to. */
public final class FilesAndPipes {
    private static final int THREADS = 8;
    private static final int SIZE = 300_000;

    private FilesAndPipes() {}

    public static void main(String[] args) {
        new Cases()
                .add("many threads on files of their own", FilesAndPipes::files)
                .add("the open of a pipe waits for the other end", FilesAndPipes::opens)
                .add("a read of a pipe waits for the writer", FilesAndPipes::reads)
                .add("a writer that dies ends the pipe", FilesAndPipes::dies)
                .add("a full disk", FilesAndPipes::full)
                .add("pipes of NIO", FilesAndPipes::nio)
                .add("an interrupted read of a pipe of NIO", () -> nioFails(ClosedByInterruptException.class))
                .add("a close under a read of a pipe of NIO", () -> nioFails(AsynchronousCloseException.class))
                .add("names", FilesAndPipes::names)
                .run(args);
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void files() throws Exception {
        Path folder = Files.createTempDirectory("files");
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            Path file = folder.resolve("file" + i);
            byte[] bytes = random(i);
            crew.start("files " + i, () -> file(file, bytes));
        }
        crew.join();
        Files.delete(folder);
    }

    private static void file(Path file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(bytes[0]);
            out.write(bytes, 1, bytes.length - 1);
            out.getFD().sync();
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            Check.equal(in.read(), bytes[0] & 0xFF, "first byte");
            Check.that(Arrays.equals(in.readAllBytes(), Arrays.copyOfRange(bytes, 1, bytes.length)), "rest");
            Check.equal(in.read(), -1, "the end");
        }
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(1_000);
            byte[] some = new byte[5_000];
            access.readFully(some);
            Check.that(Arrays.equals(some, Arrays.copyOfRange(bytes, 1_000, 6_000)), "in the middle");
            access.seek(access.length());
            access.writeLong(42);
            access.setLength(bytes.length);
        }
        Path copy = file.resolveSibling(file.getFileName() + ".copy");
        try (FileChannel from = FileChannel.open(file);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long done = 0;
            while (done < from.size()) {
                done += from.transferTo(done, from.size() - done, to);
            }
            to.force(true);
        }
        Check.that(Arrays.equals(Files.readAllBytes(copy), bytes), "the copy");
        Files.delete(copy);
        Files.delete(file);
    }

    private static void opens() throws Exception {
        NamedPipe.with(pipe -> Meanwhile.othersRun(
                () -> {
                    try (InputStream in = new FileInputStream(pipe.toFile())) {
                        Check.equal(in.read(), 7, "byte");
                    }
                },
                () -> {
                    try (OutputStream out = Files.newOutputStream(pipe)) {
                        out.write(7);
                    }
                }));
    }

    private static void reads() throws Exception {
        NamedPipe.with(pipe -> {
            try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
                Meanwhile.othersRun(() -> Check.equal(both.read(), 9, "byte"), () -> both.write(9));
                try (FileInputStream in = new FileInputStream(pipe.toFile())) {
                    byte[] bytes = new byte[10];
                    Meanwhile.othersRun(() -> Check.equal(in.read(bytes), 3, "bytes"), () -> both.write(new byte[] {1, 2, 3}));
                    Check.equal(Arrays.copyOf(bytes, 3), new byte[] {1, 2, 3}, "what was read");
                }
            }
        });
    }

    private static void dies() throws Exception {
        NamedPipe.with(pipe -> {
            Process writer = new ProcessBuilder("sh", "-c", "exec 3>\"$0\"; echo x >&3; read y", pipe.toString()).start();
            try (FileInputStream in = new FileInputStream(pipe.toFile())) {
                Check.equal(in.read(), (int) 'x', "byte");
                Check.equal(in.read(), (int) '\n', "byte");
                Meanwhile.othersRun(
                        () -> Check.equal(in.read(), -1, "the end"), () -> writer.toHandle().destroyForcibly());
            }
            writer.waitFor();
        });
    }

    private static void full() throws Exception {
        Path full = Path.of("/dev/full");
        try (FileOutputStream out = new FileOutputStream(full.toFile())) {
            IOException e = Check.thrown(IOException.class, () -> out.write(new byte[100]));
            Check.that(e.getMessage().contains("No space left"), e.toString());
        }
        try (FileChannel out = FileChannel.open(full, StandardOpenOption.WRITE)) {
            Check.thrown(IOException.class, () -> out.write(ByteBuffer.allocate(100)));
        }
        try (RandomAccessFile out = new RandomAccessFile(full.toFile(), "rw")) {
            Check.thrown(IOException.class, () -> out.write(1));
        }
        Check.thrown(IOException.class, () -> Files.write(full, new byte[100], StandardOpenOption.WRITE));
    }

    private static void nio() throws Exception {
        Pipe pipe = Pipe.open();
        byte[] bytes = random(5);
        Meanwhile.othersRun(
                () -> {
                    ByteBuffer all = ByteBuffer.allocate(SIZE);
                    while (all.hasRemaining()) {
                        Check.that(pipe.source().read(all) > 0, "something is read");
                    }
                    Check.that(Arrays.equals(all.array(), bytes), "the same comes out");
                    Check.equal(pipe.source().read(ByteBuffer.allocate(1)), -1, "the end");
                },
                () -> {
                    ByteBuffer all = ByteBuffer.wrap(bytes);
                    while (all.hasRemaining()) {
                        pipe.sink().write(all);
                    }
                    pipe.sink().close();
                });
        pipe.source().close();
    }

    private static void nioFails(Class<? extends IOException> how) throws Exception {
        Pipe pipe = Pipe.open();
        AtomicReference<Thread> reader = new AtomicReference<>();
        Meanwhile.othersRun(
                () -> {
                    reader.set(Thread.currentThread());
                    Check.thrown(how, () -> pipe.source().read(ByteBuffer.allocate(10)));
                    Thread.interrupted();
                },
                () -> {
                    if (how == ClosedByInterruptException.class) {
                        reader.get().interrupt();
                    } else {
                        pipe.source().close();
                    }
                });
        pipe.sink().close();
    }

    private static void names() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            crew.start("name " + i, () -> {
                Check.thrown(UnknownHostException.class, () -> InetAddress.getByName("no" + number + ".such.invalid"));
                Check.that(InetAddress.getByName("localhost").isLoopbackAddress(), "localhost");
                Check.that(!InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName().isEmpty(), "a name");
            });
        }
        crew.join();
    }
}
