package capriccio.iointercept.programs;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;

/** A read of a file's channel that blocks ends by an interrupt or a close. Not on virtual threads, by the JDK's own rule. */
public final class EndedReads {
    private EndedReads() {}

    public static void main(String[] args) {
        new Cases()
                .add("an interrupted read closes its channel", EndedReads::interrupted)
                .add("a close under a read", EndedReads::closed)
                .run(args);
    }

    private static void interrupted() throws Exception {
        NamedPipe.with(pipe -> {
            try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
                FileChannel channel = FileChannel.open(pipe, StandardOpenOption.READ);
                AtomicReference<Thread> reader = new AtomicReference<>();
                Meanwhile.othersRun(
                        () -> {
                            reader.set(Thread.currentThread());
                            Check.thrown(ClosedByInterruptException.class, () -> channel.read(ByteBuffer.allocate(10)));
                            Check.that(Thread.interrupted(), "interrupted");
                        },
                        () -> reader.get().interrupt());
                Check.that(!channel.isOpen(), "closed");
                both.write(1);
            }
        });
    }

    private static void closed() throws Exception {
        NamedPipe.with(pipe -> {
            try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
                FileChannel channel = FileChannel.open(pipe, StandardOpenOption.READ);
                Meanwhile.othersRun(
                        () -> Check.thrown(AsynchronousCloseException.class, () -> channel.read(ByteBuffer.allocate(10))),
                        channel::close);
                both.write(1);
            }
        });
    }
}
