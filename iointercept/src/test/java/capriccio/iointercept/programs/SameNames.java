package capriccio.iointercept.programs;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Classes of one name in several loaders, each with code of its own, suspend and go on as themselves. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class SameNames {
    private static final int LOADERS = 6;
    private static final String MARK = "mark-0";

    private SameNames() {}

    public static void main(String[] args) {
        new Cases().add("sameNames", SameNames::sameNames).run(args);
    }

    /** Each loader's has another mark in its constant pool. */
    public static final class Marked implements Supplier<String> {
        @Override
        public String get() {
            Thread.yield();
            return MARK;
        }
    }

    private static void sameNames() throws Exception {
        byte[] file;
        try (InputStream in = SameNames.class.getResourceAsStream("SameNames$Marked.class")) {
            file = in.readAllBytes();
        }
        List<Supplier<?>> all = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            all.add(new OwnLoader().make(withMark(file, "mark-" + i)));
        }
        Crew crew = new Crew();
        for (int i = 0; i < LOADERS; i++) {
            Supplier<?> marked = all.get(i);
            String mark = "mark-" + i;
            crew.start(mark, () -> {
                for (int round = 0; round < 5; round++) {
                    Check.equal(marked.get(), mark, "the mark");
                }
            });
        }
        crew.join();
    }

    private static byte[] withMark(byte[] file, String mark) {
        byte[] from = MARK.getBytes(StandardCharsets.UTF_8);
        byte[] copy = file.clone();
        for (int i = 0; i + from.length <= copy.length; i++) {
            if (Arrays.equals(copy, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(mark.getBytes(StandardCharsets.UTF_8), 0, copy, i, from.length);
            }
        }
        return copy;
    }

    private static final class OwnLoader extends ClassLoader {
        Supplier<?> make(byte[] file) throws ReflectiveOperationException {
            Class<?> type = defineClass(SameNames.class.getName() + "$Marked", file, 0, file.length);
            return (Supplier<?>) type.getConstructor().newInstance();
        }
    }
}
